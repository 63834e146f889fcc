"""Buying."""

from __future__ import annotations

import logging
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import text

from boxoffice import domain
from boxoffice.adapters.tables import Event, Line, Order, Promo, Ticket, Tier, as_text, as_time, cents, euros
from boxoffice.adapters.transaction import as_order
from boxoffice.ports import Confirmation, Declined, PaymentFailed
from boxoffice.web.answers import order_json
from boxoffice.web.dependencies import AppPorts

router = APIRouter()
log = logging.getLogger("boxoffice")


class LineIn(BaseModel):
    tier_id: int = Field(ge=1, le=2_000_000_000)
    quantity: int = Field(ge=1, le=1_000)


class OrderIn(BaseModel):
    event_id: int = Field(ge=1, le=2_000_000_000, examples=[1])
    email: str = Field(min_length=3, max_length=200, examples=["ada@example.org"])
    lines: list[LineIn] = Field(min_length=1, max_length=50, examples=[[{"tier_id": 1, "quantity": 2}]])
    card: str = Field(min_length=1, max_length=100, examples=["tok_visa"])
    promo: str | None = Field(None, max_length=50, examples=[None])


@router.post("/orders", status_code=201)
def buy(body: OrderIn, request: Request, ports: AppPorts):
    s: dict = {**vars(ports)}["store"].session()
    now = ports.clock()
    # --- what do they want?
    email = "".join(body.email.split()).lower()
    if not ("@" in email[1:-1]):
        raise HTTPException(422, "e-mail looks wrong")
    want = {}
    for i in body.lines:
        want[i.tier_id] = want.get(i.tier_id, 0) + i.quantity
    n = sum(want.values())
    if n > 8:
        return JSONResponse({"error": "not more than 8 tickets an order"}, status_code=422)
    try:
        {**vars(ports)}["store"].lock_event(s, body.event_id)
        ev = s.get(Event, body.event_id)
        if not ev:
            raise HTTPException(404, "no such event")
        tiers = []
        for tid in want:
            t = s.get(Tier, tid)
            if t is None or t.event_id != ev.id:
                raise HTTPException(404, "no such tier")
            tiers.append(t)
        # --- on sale?
        if ev.status != "on_sale":
            return JSONResponse({"error": "not on sale"}, status_code=409)
        if now < as_time(ev.on_sale_at) or now >= as_time(ev.starts_at):
            return JSONResponse({"error": "not on sale"}, status_code=409)
        # --- price
        pr = None
        promo = None
        if body.promo:
            pr = s.get(Promo, body.promo, with_for_update=True)  # #377: 100 uses, used 103 times
            if not pr:
                return JSONResponse({"error": "unknown promo"}, status_code=422)
            terms = as_time(pr.starts_at), as_time(pr.ends_at), pr.uses - pr.used
            if pr.kind == 1:
                promo = domain.Promo(round(pr.value), None, *terms)
            else:
                promo = domain.Promo(None, cents(pr.value), *terms)
        try:
            cost = domain.price([(cents(t.price), want[t.id]) for t in tiers], now, promo)
        except domain.Refused:
            return JSONResponse({"error": "promo expired or used up"}, status_code=409)
        # --- 8 for everyone (people order twice to get more)
        has = s.execute(
            text(
                "select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id "
                "where o.event_id = :e and o.email = :m "
                "and (o.status = 'paid' or (o.status = 'held' and o.hold_until > :t))"
            ),
            {"e": ev.id, "m": email, "t": as_text(now)},
        ).scalar()
        if has + n > 8:
            raise HTTPException(409, "not more than 8 tickets a customer")
        # --- room?
        for t in tiers:
            gone = s.execute(
                text(
                    "select coalesce(sum(l.quantity), 0) from order_lines l, orders o "
                    f"where o.id = l.order_id and l.tier_id = {t.id} and (o.status = 'paid' "
                    f"or (o.status = 'held' and o.hold_until > '{as_text(now)}'))"
                )
            ).scalar()
            if t.seats - gone < want[t.id]:
                return JSONResponse({"error": "sold out", "tier_id": t.id}, status_code=409)
        # --- hold the seats for 10 minutes
        o = Order(event_id=ev.id, email=email, status="held", created_at=as_text(now))
        o.subtotal, o.discount = euros(cost.subtotal), euros(cost.discount)
        o.fee, o.total = euros(cost.fee), euros(cost.total)
        o.promo = pr.code if cost.promo_counts else None
        o.idem_key = request.headers.get("Idempotency-Key")  # TODO do something with it
        o.hold_until = as_text(now + timedelta(minutes=10))
        s.add(o)
        s.flush()
        for t in tiers:
            s.add(Line(order_id=o.id, tier_id=t.id, quantity=want[t.id], price=t.price))
        if cost.promo_counts:
            pr.used = pr.used + 1
        s.flush()
        # --- charge
        charge = None
        try:
            if cost.total > 0:
                charge = {**vars(ports)}["payments"].charge(cost.total, body.card, f"order {o.id}")
        except (Declined, PaymentFailed) as no:
            # no money, give everything back
            o.status = "released"
            if cost.promo_counts:
                pr.used = pr.used - 1
            oid = o.id
            s.commit()
            if isinstance(no, Declined):
                return JSONResponse({"error": "card declined", "id": oid}, status_code=402)
            log.warning(f"payment for order {oid} did not work: {no}")
            # 200 because the old app shows a white page for 5xx
            return JSONResponse({"ok": False, "msg": "payment failed, please try again", "id": oid})
        o.charge_id = charge
        o.status = "paid"
        o.paid_at = as_text(ports.clock())
        # --- tickets
        for t in tiers:
            for i in range(want[t.id]):
                s.add(Ticket(order_id=o.id, tier_id=t.id, code=ports.new_code()))
        s.flush()
        # --- mail, then save (if the mail can not go out there should be no order)
        codes = tuple(t.code for t in o.tickets)
        {**vars(ports)}["mail"].send_confirmation(
            Confirmation(email, o.id, ev.title, ev.venue.name, as_time(ev.starts_at), codes, cost.total)
        )
        s.commit()
        return order_json(as_order(o))
    finally:
        s.rollback()  # or the lock stays

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from boxoffice import domain
from boxoffice.adapters.tables import Event, Line, Order, Promo, Ticket, Tier, as_text, as_time, cents, euros
from boxoffice.adapters.transaction import as_order
from boxoffice.domain import Refused
from boxoffice.ports import Confirmation, Declined, PaymentFailed
from boxoffice.services.errors import NotPaid


@dataclass(frozen=True)
class Purchase:
    """What a customer asks for."""

    event_id: int
    email: str
    lines: tuple[tuple[int, int], ...]
    card: str
    promo: str | None = None
    idempotency_key: str | None = None


def buy(purchase, ports):
    s = ports.store.session()
    now = ports.clock()
    # --- what do they want?
    email = "".join(purchase.email.split()).lower()
    if not ("@" in email[1:-1]):
        raise Refused("bad-email")
    want = {}
    for tid, q in purchase.lines:
        if q < 1:
            raise Refused("no-tickets")
        want[tid] = want.get(tid, 0) + q
    n = sum(want.values())
    if n > 8:
        raise Refused("too-many-tickets")
    try:
        ports.store.lock_event(s, purchase.event_id)
        ev = s.get(Event, purchase.event_id)
        if not ev:
            raise Refused("unknown-event")
        tiers = []
        for tid in want:
            t = s.get(Tier, tid)
            if t is None or t.event_id != ev.id:
                raise Refused("unknown-tier")
            tiers.append(t)
        # --- on sale?
        if ev.status != "on_sale":
            raise Refused("not-on-sale")
        if now < as_time(ev.on_sale_at) or now >= as_time(ev.starts_at):
            raise Refused("not-on-sale")
        # --- price
        pr = None
        promo = None
        if purchase.promo:
            pr = s.get(Promo, purchase.promo, with_for_update=True)  # #377: 100 uses, used 103 times
            if not pr:
                raise Refused("unknown-promo")
            terms = as_time(pr.starts_at), as_time(pr.ends_at), pr.uses - pr.used
            if pr.kind == 1:
                promo = domain.Promo(round(pr.value), None, *terms)
            else:
                promo = domain.Promo(None, cents(pr.value), *terms)
        try:
            cost = domain.price([(cents(t.price), want[t.id]) for t in tiers], now, promo)
        except domain.Refused:
            raise Refused("promo-over")
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
            raise Refused("too-many-for-customer")
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
                raise Refused("sold-out", tier_id=t.id)
        left = {t.id: want[t.id] for t in tiers}
        domain.may_buy(ev.status, as_time(ev.on_sale_at), as_time(ev.starts_at), now, want, left, 0, None)
        # --- hold the seats for 10 minutes
        o = Order(event_id=ev.id, email=email, status="held", created_at=as_text(now))
        o.subtotal, o.discount = euros(cost.subtotal), euros(cost.discount)
        o.fee, o.total = euros(cost.fee), euros(cost.total)
        o.promo = pr.code if cost.promo_counts else None
        o.idem_key = purchase.idempotency_key  # TODO do something with it
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
                charge = ports.payments.charge(cost.total, purchase.card, f"order {o.id}")
        except (Declined, PaymentFailed) as no:
            # no money, give everything back
            o.status = "released"
            if cost.promo_counts:
                pr.used = pr.used - 1
            oid = o.id
            s.commit()
            raise NotPaid(oid, isinstance(no, Declined))
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
        ports.mail.send_confirmation(
            Confirmation(email, o.id, ev.title, ev.venue.name, as_time(ev.starts_at), codes, cost.total)
        )
        s.commit()
        return as_order(o)
    finally:
        s.rollback()  # or the lock stays

# helpers.py - everything main.py got too long for: mail, refunds at the payment service, the door, JSON
import logging
import os
from datetime import datetime, timedelta

import requests
from fastapi import Depends, HTTPException, Request
from sqlalchemy import text

from boxoffice import db, utils

log = logging.getLogger("boxoffice")

PAYMENTS_URL = os.environ.get("PAYMENTS_URL", "http://127.0.0.1:9000/payments")
MAIL_URL = os.environ.get("MAIL_URL", "http://127.0.0.1:9000/mail")
PARTNERS_URL = os.environ.get("PARTNERS_URL", "http://127.0.0.1:9000/partners")


def cents(x):
    # the API speaks cents
    return int(round(x * 100))


def lock_event(s, event_id):
    """two people bought the last seat in Ghent, so: one at a time per event. Do not touch!"""
    if db.IS_LITE:
        s.execute(text("BEGIN IMMEDIATE"))  # locks the lot, sqlite has nothing finer
    else:
        s.execute(text(f"select id from events where id = {event_id} for update"))


async def load_event(event_id):
    # async, so that it is fast
    ev = db.get_db().get(db.Event, event_id)
    if ev is None:
        raise HTTPException(404, "no such event")
    return ev


def event_json(ev, now):
    tiers = []
    for t in ev.tiers:
        n = utils.seats_left(t, now)
        tiers.append({"id": t.id, "name": t.name, "price_cents": cents(t.price), "seats": t.seats, "left": n})
    return {
        "id": ev.id, "title": ev.title, "venue": ev.venue.name, "city": ev.venue.city, "status": ev.status,
        "starts_at": db.iso(ev.starts_at), "on_sale_at": db.iso(ev.on_sale_at),
        "from_price_cents": min(t["price_cents"] for t in tiers),
        "left": sum(t["left"] for t in tiers), "tiers": tiers,
    }


def order_json(o):
    lines = []
    for i in o.lines:
        p = cents(i.price)
        lines.append({"tier_id": i.tier_id, "tier": i.tier.name, "quantity": i.quantity, "price_cents": p})
    return {
        "id": o.id, "status": o.status, "event_id": o.event_id, "email": o.email, "lines": lines,
        "subtotal_cents": cents(o.subtotal), "discount_cents": cents(o.discount), "promo": o.promo,
        "fee_cents": cents(o.fee), "total_cents": cents(o.total), "refund_cents": cents(o.refund),
        "tickets": [{"code": t.code, "tier_id": t.tier_id, "used_at": db.iso(t.used_at)} for t in o.tickets],
        "created_at": db.iso(o.created_at),
        "paid_at": db.iso(o.paid_at), "refunded_at": db.iso(o.refunded_at),
    }


def send_mail(o):
    """order confirmation"""
    # import here, at the top of the file the app does not start
    from boxoffice.main import MAIL_TEXT, SHOP

    body = MAIL_TEXT.format(
        shop=SHOP, id=o.id, title=o.event.title, venue=o.event.venue.name,
        when=utils.nice_date(o.event.starts_at), total=utils.money_txt(o.total),
        codes="\n".join(t.code for t in o.tickets),
    )
    msg = {"to": o.email, "subject": f"Your tickets for {o.event.title}", "text": body}
    try:
        requests.post(MAIL_URL + "/messages", json=msg)
    except Exception:
        pass  # mail is not important enough to lose a sale


def send_refund_mail(o):
    body = f"We have sent you {utils.money_txt(o.refund)} for {o.event.title}."
    msg = {"to": o.email, "subject": f"Refund for order {o.id}", "text": body}
    try:
        requests.post(MAIL_URL + "/messages", json=msg)
    except Exception:
        pass


def pay_back(charge, amount):
    """refund at the payment service, True if it worked"""
    for i in range(2):  # they time out now and then, the second try works
        try:
            r = requests.post(PAYMENTS_URL + "/refunds", json={"charge": charge, "amount_cents": amount})
            if r.status_code == 201:
                return True
            log.warning(f"refund of {charge} try {i}: {r.status_code}")
        except Exception:
            pass
    return False


def cancel_ev(request: Request, event_id: int, s=Depends(db.get_db)):
    """cancel an event; holds are freed, paid orders can be refunded by request"""
    s.rollback()
    try:
        lock_event(s, event_id)
        ev = s.get(db.Event, event_id)
        if not ev:
            raise HTTPException(404, detail="no such event")
        if ev.status == "cancelled":
            raise HTTPException(status_code=409, detail="already cancelled")
        ev.status = "cancelled"
        n = 0
        for o in s.query(db.Order).filter_by(event_id=event_id, status="held"):
            o.status = "released"
            n += 1
            if o.promo:
                p = s.get(db.Promo, o.promo)
                p.used = p.used - 1
        s.commit()
        log.warning(f"{request.method} {request.url.path}: cancelled, {n} holds freed")
        return {"id": ev.id, "status": ev.status, "released": n}
    finally:
        s.rollback()


def do_checkin(request: Request, code: str, s=Depends(db.get_db)):
    """the door: a code is good once"""
    s.rollback()
    gate = request.headers.get("x-gate", "main")
    t = s.query(db.Ticket).filter_by(code=code).first()
    if not t:
        raise HTTPException(404, "unknown ticket")
    o = t.order
    now = datetime.now()
    st = db.untxt(o.event.starts_at)
    if o.status != "paid":
        raise HTTPException(409, "refunded")
    if o.event.status == "cancelled":
        raise HTTPException(409, "event cancelled")
    if t.used_at:
        raise HTTPException(409, "ticket used")
    if now < st - timedelta(hours=3):
        raise HTTPException(409, "too early")
    if now >= st + timedelta(seconds=21600):
        raise HTTPException(409, "too late")
    # two scanners at one door (#301): only one of them may win
    sql = f"update tickets set used_at = '{db.txt(now)}' where id = {t.id} and used_at is null"
    n = s.execute(text(sql)).rowcount
    s.commit()
    if n == 0:
        raise HTTPException(409, "ticket used")
    log.info(f"{request.url.path} at gate {gate}")
    used = db.iso(t.used_at)
    return {"code": t.code, "order_id": o.id, "event": o.event.title, "tier": t.tier.name, "used_at": used}

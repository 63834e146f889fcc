#!/usr/bin/env python
"""Book what a partner (petrol stations, the tourist office) has sold.

    python scripts/import_partner.py sales.csv [--dry-run]

The file: event_id,tier_id,quantity,email,promo (this header, promo may be empty). Prints a JSON line a row.
The partner pays by direct debit: the card "tok_partner", or what PARTNER_CARD says.
"""
import csv
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from sqlalchemy import text

from boxoffice.adapters import tables as db
from boxoffice.main import connect
from boxoffice.ports import Confirmation, Declined, PaymentFailed
from boxoffice.settings import Settings

CARD = os.environ.get("PARTNER_CARD", "tok_partner")
DRY = "--dry-run" in sys.argv


def price(unit, qty, pr, now):
    # copied from calc2, keep in sync!!
    sub = round(unit * qty, 2)
    disc = 0.0
    code = None
    if qty >= 6:
        disc = round(sub * 0.1, 2)
    if pr:
        if now < db.as_time(pr.starts_at) or now >= db.as_time(pr.ends_at) or pr.used >= pr.uses:
            return None
        if pr.kind == 1:
            x = round(sub * pr.value / 100, 2)
        else:
            x = min(sub, pr.value)
        if x > disc:
            disc = x
            code = pr.code
    net = round(sub - disc, 2)
    fee = 0.0
    if net > 0:
        fee = max(1.0, round(net * 0.05, 2))
    return sub, disc, fee, round(net + fee, 2), code


def book(row, ports):
    s = ports.store.session()
    now = db.as_text(ports.clock())
    email = "".join(row["email"].split()).lower()
    qty = int(row["quantity"])
    if qty < 1 or qty > 8:
        return {"ok": False, "msg": "1 to 8 tickets"}
    try:
        ports.store.lock_event(s, int(row["event_id"]))
        ev = s.get(db.Event, int(row["event_id"]))
        t = s.get(db.Tier, int(row["tier_id"]))
        if not ev or not t or t.event_id != ev.id:
            return {"ok": False, "msg": "unknown event or tier"}
        if ev.status != "on_sale" or not (ev.on_sale_at <= now < ev.starts_at):
            return {"ok": False, "msg": "not on sale"}
        pr = None
        if row.get("promo"):
            pr = s.get(db.Promo, row["promo"], with_for_update=True)
            if not pr:
                return {"ok": False, "msg": "unknown promo"}
        p = price(t.price, qty, pr, ports.clock())
        if not p:
            return {"ok": False, "msg": "promo expired or used up"}
        sub, disc, fee, total, code = p
        has = s.execute(
            text(
                "select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id "
                f"where o.event_id = {ev.id} and o.email = '{email}' "
                f"and (o.status = 'paid' or (o.status = 'held' and o.hold_until > '{now}'))"
            )
        ).scalar()
        if has + qty > 8:
            return {"ok": False, "msg": "not more than 8 tickets a customer"}
        with ports.store.begin() as transaction:
            left = {tier.id: tier.left for tier in transaction.event(ev.id, ports.clock()).tiers}
        if left[t.id] < qty:
            return {"ok": False, "msg": "sold out"}
        res = {"ok": True, "total_cents": db.cents(total), "fee_cents": db.cents(fee)}
        if DRY:
            return res
        charge = None
        if total > 0:
            try:
                charge = ports.payments.charge(db.cents(total), CARD, f"partner {ev.id}")
            except (Declined, PaymentFailed):
                return {"ok": False, "msg": "payment failed"}
        o = db.Order(event_id=ev.id, email=email, status="paid", created_at=now, hold_until=now, paid_at=now)
        o.subtotal, o.discount, o.fee, o.total = sub, disc, fee, total
        o.promo = code
        o.charge_id = charge
        s.add(o)
        s.flush()
        s.add(db.Line(order_id=o.id, tier_id=t.id, quantity=qty, price=t.price))
        for _ in range(qty):
            s.add(db.Ticket(order_id=o.id, tier_id=t.id, code=ports.new_code()))
        if code:
            pr.used = pr.used + 1
        s.flush()
        codes = tuple(ticket.code for ticket in o.tickets)
        ports.mail.send_confirmation(
            Confirmation(email, o.id, ev.title, ev.venue.name, db.as_time(ev.starts_at), codes, db.cents(total))
        )
        s.commit()
        res["order_id"] = o.id
        return res
    finally:
        s.rollback()


if __name__ == "__main__":
    files = [i for i in sys.argv[1:] if not i.startswith("--")]
    if len(files) != 1:
        sys.exit(__doc__)
    outside = connect(Settings.from_environment(os.environ))
    with open(files[0]) as f:
        for row in csv.DictReader(f):
            print(json.dumps({**row, **book(row, outside)}))

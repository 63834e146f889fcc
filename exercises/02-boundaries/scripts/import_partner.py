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
from datetime import datetime

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import requests
from sqlalchemy import text

from boxoffice import db, helpers, utils

CARD = os.environ.get("PARTNER_CARD", "tok_partner")
DRY = "--dry-run" in sys.argv


def price(unit, qty, pr):
    # copied from calc2, keep in sync!!
    now = datetime.now()
    sub = round(unit * qty, 2)
    disc = 0.0
    code = None
    if qty >= 6:
        disc = round(sub * 0.1, 2)
    if pr:
        if now < db.untxt(pr.starts_at) or now >= db.untxt(pr.ends_at) or pr.used >= pr.uses:
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


def book(row):
    s = db.get_db()
    now = db.txt(datetime.now())
    email = utils.norm_email(row["email"])
    qty = int(row["quantity"])
    if qty < 1 or qty > 8:
        return {"ok": False, "msg": "1 to 8 tickets"}
    try:
        helpers.lock_event(s, int(row["event_id"]))
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
        p = price(t.price, qty, pr)
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
        if utils.seats_left(t, datetime.now()) < qty:
            return {"ok": False, "msg": "sold out"}
        res = {"ok": True, "total_cents": helpers.cents(total), "fee_cents": helpers.cents(fee)}
        if DRY:
            return res
        charge = None
        if total > 0:
            r = requests.post(
                helpers.PAYMENTS_URL + "/charges",
                json={
                    "amount_cents": helpers.cents(total),
                    "currency": "EUR",
                    "card": CARD,
                    "reference": f"partner {ev.id}",
                },
            )
            if r.status_code != 201:
                return {"ok": False, "msg": "payment failed"}
            charge = r.json()["id"]
        o = db.Order(event_id=ev.id, email=email, status="paid", created_at=now, hold_until=now, paid_at=now)
        o.subtotal, o.discount, o.fee, o.total = sub, disc, fee, total
        o.promo = code
        o.charge_id = charge
        s.add(o)
        s.flush()
        s.add(db.Line(order_id=o.id, tier_id=t.id, quantity=qty, price=t.price))
        for _ in range(qty):
            s.add(db.Ticket(order_id=o.id, tier_id=t.id, code=utils.new_code()))
        if code:
            pr.used = pr.used + 1
        s.flush()
        helpers.send_mail(o)
        s.commit()
        res["order_id"] = o.id
        return res
    finally:
        s.rollback()


if __name__ == "__main__":
    files = [i for i in sys.argv[1:] if not i.startswith("--")]
    if len(files) != 1:
        sys.exit(__doc__)
    with open(files[0]) as f:
        for row in csv.DictReader(f):
            print(json.dumps({**row, **book(row)}))

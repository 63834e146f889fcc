# utils.py - codes, texts, and the old doors to prices and refunds
import random
import re
from datetime import datetime

from sqlalchemy import text

from boxoffice import db, helpers
from boxoffice.domain import Price, Promo, Refused, price, refund_amount

ABC = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

# What main.py reads in the last place of calc2's answer, and of rf's.
PROMO_REFUSED = -1
NO_DISCOUNT = 0
GROUP_COUNTS = 1
PROMO_COUNTS = 2
REFUSALS = {"already-refunded": 1, "too-late": 2, "not-paid": 3}

PERCENT = 1  # a kind of promo code


def calc2(lines, now, promo_kind=0, value=0.0, starts_at=None, ends_at=None, uses_left=0):
    """The old door to the prices: euros and local times outside, cents and aware times inside."""
    promo = None
    if promo_kind:
        percent, amount = (round(value), None) if promo_kind == PERCENT else (None, helpers.cents(value))
        promo = Promo(percent, amount, starts_at.astimezone(), ends_at.astimezone(), uses_left)
    try:
        cost = price([(helpers.cents(each), quantity) for each, quantity in lines], now.astimezone(), promo)
    except Refused:
        return 0.0, 0.0, 0.0, 0.0, PROMO_REFUSED
    return cost.subtotal / 100, cost.discount / 100, cost.fee / 100, cost.total / 100, _what_counts(cost)


def _what_counts(cost: Price) -> int:
    if cost.promo_counts:
        return PROMO_COUNTS
    if cost.discount:
        return GROUP_COUNTS
    return NO_DISCOUNT


def rf(total, fee, now, starts_at, cancelled=0, paid=1, refunded=0):
    """The old door to the refunds: euros and local times outside, cents and aware times inside."""
    amounts = helpers.cents(total), helpers.cents(fee)
    times = now.astimezone(), starts_at.astimezone()
    try:
        return refund_amount(*amounts, *times, bool(cancelled), bool(paid), bool(refunded)) / 100, 0
    except Refused as refusal:
        return None, REFUSALS[refusal.reason]


def new_code():
    # no 0/O and no 1/I, the door staff asked for it
    return "".join(random.choice(ABC) for _ in range(10))


def norm_email(e):
    return "".join(e.split()).lower()


def seats_left(tier, now):
    """what is free right now, holds count as gone"""
    q = f"""select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id
            where l.tier_id = {tier.id}
            and (o.status = 'paid' or (o.status = 'held' and o.hold_until > '{db.txt(now)}'))"""
    return tier.seats - db.session.execute(text(q)).scalar()


def money_txt(x):
    # for mails: 1234.5 -> EUR 1.234,50
    c = helpers.cents(x)
    return "EUR " + f"{c // 100:,}".replace(",", ".") + f",{c % 100:02d}"


def nice_date(s):
    return datetime.fromisoformat(s).strftime("%d.%m.%Y %H:%M")


def parse_lines(q):
    """ "3:2,4:1" -> [(3, 2), (4, 1)]; None if it makes no sense"""
    if not re.fullmatch(r"\d{1,9}:\d{1,4}(,\d{1,9}:\d{1,4})*", q):
        return None
    return [(int(i.split(":")[0]), int(i.split(":")[1])) for i in q.split(",")]

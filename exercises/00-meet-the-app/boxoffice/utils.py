# utils.py - prices, refunds, codes
import random
import re
from datetime import datetime

from sqlalchemy import text

from boxoffice import db, helpers

ABC = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def calc2(d, t, x=0, v=0.0, a=None, b=None, u=0):
    """price of an order (calc() was before promos, nobody calls it any more)

    d = [(price, qty), ...], t = now, x = promo type (0, 1, 2), v = its value,
    a, b = from/until, u = uses left. Gives (subtotal, discount, fee, total, k).
    """
    s = 0.0
    n = 0
    # loop over d
    for i in d:
        s = s + i[0] * i[1]
        n += i[1]
    s = round(s, 2)
    # groups of more than 6 get 10 %
    r = round(s * 0.1 * (n > 5), 2)
    k = r > 0 and 1 or 0
    if x:
        # check the promo (valid until the end of the last day)
        if t >= a:
            if t < b:
                if u > 0:
                    p = round(s * v / 100, 2) if x == 1 else (v if v < s else s)
                    # promo wins
                    if p > r:
                        r = p
                        k = 2
                else:
                    k = -1
            else:
                k = -1
        else:
            k = -1
    if k == -1:
        # promo expired or used up: the caller has to say so
        return s, 0.0, 0.0, 0.0, k
    c = round(s - r, 2)
    f = 0.0
    if k < 2:
        # promo order: 5 %, at least 1 euro, not more than 15
        if c > 0:
            f = c * 0.05
            if f < 1:
                f = 1.0
            else:
                if f > 15:
                    f = 15.0
    else:
        # normal order
        f = (15.0 if c * 0.05 > 15 else (1.0 if c * 0.05 < 1 else c * 0.05)) * (c > 0)
    f = round(f, 2)
    return s, r, f, round(c + f, 2), k


def rf(m, f, t, st, c=0, p=1, z=0):
    """refund: how much (euros), and a code: 0 ok, 1 had it already, 2 too late, 3 never paid"""
    # m = money they paid, f = fee, t = now, st = start of the event
    # c, p, z = flags: cancelled, paid, refunded
    a = 0.0
    e = 0
    x = (st - t).total_seconds()
    # has the order been paid?
    if p or z:
        if z == 0:
            if c != 1:
                # more than 14 days: they get everything
                if x >= 1209600:
                    a = m - f
                else:
                    # two days before nothing is left, before that 50 % of the total
                    if x < 172800:
                        e = 2
                    else:
                        a = [m - f, round((m - f) / 2, 2)][x < 1209600]
            else:
                # cancelled: all of it without the fee
                a = m
        else:
            e = 1
    else:
        e = 3
    # too late if the event is over (not for cancelled ones)
    e = e or (x < 0 and not c and 2 or 0)
    # no money when there was an error
    a = round(a, 2) * (e == 0)
    return (a if a > 0 else (0.0 if e == 0 else None)), e


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

"""What is paid back when tickets are returned."""

FULL_REFUND_NOTICE = 14 * 24 * 60 * 60
HALF_REFUND_NOTICE = 48 * 60 * 60
OK, HAD_IT_ALREADY, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(m, f, t, st, c=0, p=1, z=0):
    """refund: how much (euros), and a code: 0 ok, 1 had it already, 2 too late, 3 never paid"""
    # m = money they paid, f = fee, t = now, st = start of the event
    # c, p, z = flags: cancelled, paid, refunded
    a = 0.0
    e = OK
    x = (st - t).total_seconds()
    # has the order been paid?
    if p or z:
        if z == 0:
            if c != 1:
                # more than 14 days: they get everything
                if x >= FULL_REFUND_NOTICE:
                    a = m - f
                else:
                    # two days before nothing is left, before that 50 % of the total
                    if x < HALF_REFUND_NOTICE:
                        e = TOO_LATE
                    else:
                        a = [m - f, round((m - f) / 2, 2)][x < FULL_REFUND_NOTICE]
            else:
                # cancelled: all of it without the fee
                a = m
        else:
            e = HAD_IT_ALREADY
    else:
        e = NEVER_PAID
    # too late if the event is over (not for cancelled ones)
    e = e or (x < 0 and not c and TOO_LATE or OK)
    # no money when there was an error
    a = round(a, 2) * (e == 0)
    return (a if a > 0 else (0.0 if e == 0 else None)), e

from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
DONE, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(m, f, t, st, c, p, z):
    if z:
        return None, ALREADY_REFUNDED
    if not p:
        return None, NEVER_PAID
    if c:
        return m, DONE
    if st - t < HALF_REFUND_NOTICE:
        return None, TOO_LATE
    if st - t < FULL_REFUND_NOTICE:
        return round((m - f) / 2, 2), DONE
    return round(m - f, 2), DONE

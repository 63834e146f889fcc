from datetime import timedelta

ALL_BUT_THE_FEE_FROM = timedelta(days=14)
HALF_OF_IT_FROM = timedelta(days=2)
OK, HAD_IT_ALREADY, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    time_left = starts_at - now
    if refunded:
        return None, HAD_IT_ALREADY
    if not paid:
        return None, NEVER_PAID
    # cancelled: all of it without the fee
    if cancelled:
        return total, OK
    # two days before nothing is left, before that 50 % of the total
    if time_left < HALF_OF_IT_FROM:
        return None, TOO_LATE
    if time_left < ALL_BUT_THE_FEE_FROM:
        return round((total - fee) / 2, 2), OK
    return round(total - fee, 2), OK

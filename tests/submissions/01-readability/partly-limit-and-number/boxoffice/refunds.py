from datetime import timedelta

LIMIT_14 = timedelta(days=14)
LIMIT_48 = timedelta(hours=48)

REFUND = 0
ALREADY_REFUNDED = 1
TOO_LATE = 2
NEVER_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, ALREADY_REFUNDED
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return round(total, 2), REFUND
    if notice < LIMIT_48:
        return None, TOO_LATE
    if notice < LIMIT_14:
        return round((total - fee) / 2, 2), REFUND
    return round(total - fee, 2), REFUND

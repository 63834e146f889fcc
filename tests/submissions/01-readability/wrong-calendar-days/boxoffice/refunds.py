from datetime import timedelta

FULL_REFUND_DAYS = 14
HALF_REFUND_DAYS = 2

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
    if (starts_at.date() - now.date()).days < HALF_REFUND_DAYS:
        return None, TOO_LATE
    if (starts_at.date() - now.date()).days < FULL_REFUND_DAYS:
        return round((total - fee) / 2, 2), REFUND
    return round(total - fee, 2), REFUND

from datetime import timedelta

from .codes import Code

FULL_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, Code.ALREADY_REFUNDED
    if not paid:
        return None, Code.NEVER_PAID
    if cancelled:
        return round(total, 2), Code.REFUND
    if notice >= FULL_NOTICE:
        return round(total - fee, 2), Code.REFUND
    if notice >= HALF_NOTICE:
        return round((total - fee) / 2, 2), Code.REFUND
    return None, Code.TOO_LATE

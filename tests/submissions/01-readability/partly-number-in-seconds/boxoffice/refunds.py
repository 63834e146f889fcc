from datetime import timedelta

FOURTEEN_DAYS_IN_SECONDS = 1209600
SECONDS_IN_48_HOURS = 172800

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
    if notice.total_seconds() < SECONDS_IN_48_HOURS:
        return None, TOO_LATE
    if notice.total_seconds() < FOURTEEN_DAYS_IN_SECONDS:
        return round((total - fee) / 2, 2), REFUND
    return round(total - fee, 2), REFUND

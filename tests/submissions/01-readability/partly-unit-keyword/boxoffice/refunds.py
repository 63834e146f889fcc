from datetime import timedelta


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
    if is_shorter(notice, hours=48):
        return None, TOO_LATE
    if is_shorter(notice, days=14):
        return round((total - fee) / 2, 2), REFUND
    return round(total - fee, 2), REFUND


def is_shorter(notice, days=0, hours=0):
    return notice < timedelta(days=days, hours=hours)

import boxoffice.calendar as calendar
from boxoffice import types
from boxoffice.calendar import time


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, types.Code.ALREADY_REFUNDED
    if not paid:
        return None, types.Code.NEVER_PAID
    if cancelled:
        return round(total, 2), types.Code.REFUND
    if not time(notice):
        return None, types.Code.TOO_LATE
    if notice < calendar.FULL_NOTICE:
        return round((total - fee) / 2, 2), types.Code.REFUND
    return round(total - fee, 2), types.Code.REFUND

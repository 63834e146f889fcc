from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
OK = 0


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return refuse(code=1)
    if not paid:
        return refuse(code=3)
    if cancelled:
        return round(total, 2), OK
    if notice < HALF_REFUND_NOTICE:
        return refuse(code=2)
    if notice < FULL_REFUND_NOTICE:
        return round((total - fee) / 2, 2), OK
    return round(total - fee, 2), OK


def refuse(code):
    return None, code

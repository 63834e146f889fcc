from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
NEVER_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, 1
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return total, 0
    if notice < HALF_REFUND_NOTICE:
        return None, 2
    share = 1 if notice >= FULL_REFUND_NOTICE else 2
    return round((total - fee) / share, 2), 0

from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
REFUND, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)

SHARE_WITH_FULL_NOTICE = {True: 1.0, False: 0.5}


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, ALREADY_REFUNDED
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return round(total, 2), REFUND
    if notice < HALF_REFUND_NOTICE:
        return None, TOO_LATE
    share = SHARE_WITH_FULL_NOTICE[notice >= FULL_REFUND_NOTICE]
    return round((total - fee) * share, 2), REFUND

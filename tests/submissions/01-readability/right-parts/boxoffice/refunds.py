from datetime import timedelta

FULL_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)


class RefundCode:
    PAID_BACK = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    refusal = _refusal(starts_at - now, cancelled, paid, refunded)
    if refusal:
        return None, refusal
    refundable, divisor = _parts(total, fee, starts_at - now, cancelled)
    return round(refundable / divisor, 2), RefundCode.PAID_BACK


def _refusal(notice, cancelled, paid, refunded):
    if refunded:
        return RefundCode.ALREADY_REFUNDED
    if not paid:
        return RefundCode.NEVER_PAID
    if notice < HALF_NOTICE and not cancelled:
        return RefundCode.TOO_LATE
    return None


def _parts(total, fee, notice, cancelled):
    divisor = 1
    if cancelled:
        return total, divisor
    if notice < FULL_NOTICE:
        divisor = 2
    return total - fee, divisor

from datetime import timedelta
from enum import IntEnum

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)


class Code(IntEnum):
    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    return (None, refusal) if (refusal := refusal_for(notice, cancelled, paid, refunded)) else (amount_for(total, fee, notice, cancelled), Code.REFUND)


def refusal_for(notice, cancelled, paid, refunded):
    if refunded:
        return Code.ALREADY_REFUNDED
    if not paid:
        return Code.NEVER_PAID
    if notice < HALF_REFUND_NOTICE and not cancelled:
        return Code.TOO_LATE
    return None


def amount_for(total, fee, notice, cancelled):
    match notice:
        case _ if cancelled:
            return round(total, 2)
        case _ if notice >= FULL_REFUND_NOTICE:
            return round(total - fee, 2)
        case _:
            return round((total - fee) / 2, 2)

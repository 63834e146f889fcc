from datetime import timedelta
from enum import Enum


class Code(int, Enum):
    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


class Notice(timedelta, Enum):
    FULL = 14
    HALF = 2


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    assert fee <= total, "the fee is part of the total"
    notice = starts_at - now
    is_late = not cancelled and notice < Notice.HALF
    amount = None
    if refunded:
        code = Code.ALREADY_REFUNDED
    elif not paid:
        code = Code.NEVER_PAID
    elif is_late:
        code = Code.TOO_LATE
    else:
        code = Code.REFUND
        amount = _amount(total, fee, notice, cancelled)
    return (amount, code)


def _amount(total, fee, notice, cancelled):
    refundable = total if cancelled else total - fee
    has_to_share = not cancelled and notice < Notice.FULL
    return round(refundable / 2 if has_to_share else refundable, 2)

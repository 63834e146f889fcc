from datetime import timedelta
from enum import Enum

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)


class Outcome(Enum):
    REFUNDED = ("paid back", 0)
    ALREADY_REFUNDED = ("had it already", 1)
    TOO_LATE = ("too late", 2)
    NEVER_PAID = ("never paid", 3)

    def __init__(self, label, code):
        self.label = label
        self.code = code


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, Outcome.ALREADY_REFUNDED.code
    if not paid:
        return None, Outcome.NEVER_PAID.code
    if cancelled:
        return round(total, 2), Outcome.REFUNDED.code
    if notice < HALF_REFUND_NOTICE:
        return None, Outcome.TOO_LATE.code
    if notice < FULL_REFUND_NOTICE:
        return round((total - fee) / 2, 2), Outcome.REFUNDED.code
    return round(total - fee, 2), Outcome.REFUNDED.code

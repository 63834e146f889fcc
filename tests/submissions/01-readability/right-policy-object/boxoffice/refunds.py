"""The refund policy of the box office."""

from datetime import timedelta
from enum import IntEnum


class RefundCode(IntEnum):
    OK = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


class RefundPolicy:
    def __init__(self):
        self.full_refund_notice = timedelta(days=14)
        self.half_refund_notice = timedelta(hours=48)

    def __repr__(self):
        return f"{self.__class__.__name__}({self.full_refund_notice}, {self.half_refund_notice})"

    def decide(self, total, fee, notice, cancelled):
        if cancelled:
            return round(total, 2), RefundCode.OK
        if notice >= self.full_refund_notice:
            return round(total - fee, 2), RefundCode.OK
        if notice >= self.half_refund_notice:
            return round((total - fee) / 2, 2), RefundCode.OK
        return None, RefundCode.TOO_LATE


POLICY = RefundPolicy()


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    if refunded:
        return None, RefundCode.ALREADY_REFUNDED
    if not paid:
        return None, RefundCode.NEVER_PAID
    return POLICY.decide(total, fee, starts_at - now, cancelled)

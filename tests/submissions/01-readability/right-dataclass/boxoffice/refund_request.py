"""One wish for a refund, and what the rules say to it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar


@dataclass(frozen=True)
class RefundRequest:
    total: float
    fee: float
    notice: timedelta
    event_cancelled: bool
    order_paid: bool
    order_refunded: bool

    FULL_NOTICE: ClassVar = timedelta(days=14)
    LEAST_NOTICE: ClassVar = timedelta(hours=48)
    ALREADY_REFUNDED: ClassVar = 1
    TOO_LATE: ClassVar = 2
    NEVER_PAID: ClassVar = 3

    def refusal(self):
        if self.order_refunded:
            return self.ALREADY_REFUNDED
        if not self.order_paid:
            return self.NEVER_PAID
        if self._is_late():
            return self.TOO_LATE
        return None

    def _is_late(self):
        return not self.event_cancelled and self.notice < self.LEAST_NOTICE

    def amount(self):
        if self.event_cancelled:
            return self.total
        if self.notice < self.FULL_NOTICE:
            return round(self._without_fee() / 2, 2)
        return round(self._without_fee(), 2)

    def _without_fee(self):
        return self.total - self.fee

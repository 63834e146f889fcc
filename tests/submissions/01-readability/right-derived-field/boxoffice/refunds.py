from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum


class Limits:
    FULL = timedelta(days=14)
    HALF = timedelta(hours=48)


class Code(IntEnum):
    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


@dataclass(frozen=True)
class Order:
    total: float
    fee: float
    now: datetime
    starts_at: datetime
    cancelled: bool
    paid: bool
    refunded: bool
    notice: timedelta = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "notice", self.starts_at - self.now)


def refund_amount(*order):
    match Order(*order):
        case Order(refunded=True):
            return None, Code.ALREADY_REFUNDED
        case Order(paid=False):
            return None, Code.NEVER_PAID
        case Order(cancelled=True, total=total):
            return round(total, 2), Code.REFUND
        case Order(notice=notice, total=total, fee=fee) if notice >= Limits.FULL:
            return round(total - fee, 2), Code.REFUND
        case Order(notice=notice, total=total, fee=fee) if notice >= Limits.HALF:
            return round((total - fee) / 2, 2), Code.REFUND
        case _:
            return None, Code.TOO_LATE

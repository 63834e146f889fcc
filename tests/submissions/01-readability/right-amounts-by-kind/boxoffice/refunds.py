from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum, IntEnum, auto

FULL_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)


class Code(IntEnum):
    REFUND = 0
    ALREADY_REFUNDED = auto()
    TOO_LATE = auto()
    NEVER_PAID = auto()


class Kind(Enum):
    EVERYTHING = auto()
    WITHOUT_FEE = auto()
    HALF = auto()


AMOUNTS: Mapping[Kind, Callable[[float, float], float]] = {
    Kind.EVERYTHING: lambda total, fee: total,
    Kind.WITHOUT_FEE: lambda total, fee: total - fee,
    Kind.HALF: lambda total, fee: (total - fee) / 2,
}


def refund_amount(total: float, fee: float, now: datetime, starts_at: datetime, cancelled: bool, paid: bool, refunded: bool) -> tuple[float | None, Code]:
    if (refunded, paid) == (False, False):
        return None, Code.NEVER_PAID
    if refunded:
        return None, Code.ALREADY_REFUNDED
    kind = kind_of_refund(starts_at - now, cancelled)
    if kind is None:
        return None, Code.TOO_LATE
    return round(AMOUNTS[kind](total, fee), 2), Code.REFUND


def kind_of_refund(notice: timedelta, cancelled: bool) -> Kind | None:
    if cancelled:
        return Kind.EVERYTHING
    if notice >= FULL_NOTICE:
        return Kind.WITHOUT_FEE
    return Kind.HALF if notice >= HALF_NOTICE else None

from __future__ import annotations

import datetime as dt
import enum
import typing as t


class RefundCode(enum.IntEnum):
    OK = 0
    ALREADY_REFUNDED = enum.auto()
    TOO_LATE = enum.auto()
    NEVER_PAID = enum.auto()


class Share(enum.Enum):
    ALL = "all"
    ALL_BUT_THE_FEE = "all but the fee"
    HALF = "half, without the fee"


MINIMUM_NOTICE: dict[Share, dt.timedelta] = {
    Share.ALL_BUT_THE_FEE: dt.timedelta(days=14),
    Share.HALF: dt.timedelta(hours=48),
}


def refund_amount(
    total: float, fee: float, now: dt.datetime, starts_at: dt.datetime, cancelled: bool, paid: bool, refunded: bool
) -> tuple[t.Optional[float], RefundCode]:
    if refunded:
        return None, RefundCode.ALREADY_REFUNDED
    if not paid:
        return None, RefundCode.NEVER_PAID
    share = share_due(notice=starts_at - now, cancelled=cancelled)
    if share is None:
        return None, RefundCode.TOO_LATE
    return euros_for(share, total, fee), RefundCode.OK


def share_due(*, notice: dt.timedelta, cancelled: bool) -> Share | None:
    if cancelled:
        return Share.ALL
    return next((share for share, least in MINIMUM_NOTICE.items() if notice >= least), None)


def euros_for(share: Share, total: float, fee: float) -> float:
    amounts = {
        Share.ALL: total,
        Share.ALL_BUT_THE_FEE: total - fee,
        Share.HALF: (total - fee) / 2,
    }
    return round(amounts[share], 2)


if __name__ == "__main__":
    NOON = dt.datetime(2026, 1, 1, 12)
    print(refund_amount(100, 5, NOON, NOON + dt.timedelta(days=20), False, True, False))

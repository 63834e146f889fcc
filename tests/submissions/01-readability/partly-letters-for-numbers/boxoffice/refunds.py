"""What is paid back when tickets are returned. Amounts are euros."""

from __future__ import annotations

from datetime import datetime, timedelta

X = timedelta(days=14)
Y = timedelta(hours=48)

# The second part of an answer, as the handler of POST /orders/{id}/refund reads it.
REFUND = 0
ALREADY_REFUNDED = 1
TOO_LATE = 2
NEVER_PAID = 3


def refund_amount(
    total: float,
    fee: float,
    now: datetime,
    starts_at: datetime,
    cancelled: bool,
    paid: bool,
    refunded: bool,
) -> tuple[float | None, int]:
    """The euros to pay back with REFUND, or None with the reason why there is no refund."""
    if refunded:
        return None, ALREADY_REFUNDED
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return round(total, 2), REFUND
    return _refund_by_notice(total - fee, notice=starts_at - now)


def _refund_by_notice(without_fee: float, notice: timedelta) -> tuple[float | None, int]:
    if notice >= X:
        return round(without_fee, 2), REFUND
    if notice >= Y:
        return round(without_fee / 2, 2), REFUND
    return None, TOO_LATE

"""What is paid back when tickets are returned."""

from __future__ import annotations

from datetime import datetime, timedelta

from boxoffice.domain.errors import NotNow
from boxoffice.domain.money import Cents, divided

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)


def refund_amount(
    total: Cents,
    fee: Cents,
    now: datetime,
    starts_at: datetime,
    cancelled: bool,
    paid: bool,
    refunded: bool,
) -> Cents:
    """What is paid back for an order.

    Arguments:
        total, fee: what was paid, and the fee in it.
        now, starts_at: aware times; a day is 24 hours.
        cancelled: whether the event is.
        paid, refunded: whether the order is; a refunded order no longer counts as paid.

    Raises:
        Refused: `already-refunded`, `not-paid` or `too-late`, the first that applies.
    """
    if refunded:
        raise NotNow("already-refunded")
    if not paid:
        raise NotNow("not-paid")
    if cancelled:
        return total
    return _refund_by_notice(total - fee, notice=starts_at - now)


def _refund_by_notice(without_fee: Cents, notice: timedelta) -> Cents:
    if notice >= FULL_REFUND_NOTICE:
        return without_fee
    if notice >= HALF_REFUND_NOTICE:
        return divided(without_fee, 2)
    raise NotNow("too-late")

"""The rules of prices and refunds in whole cents, to which the facade of the domain is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

GROUP_SIZE = 6
GROUP_DISCOUNT_PERCENT = 10
FEE_PERCENT = 5
LOWEST_FEE, HIGHEST_FEE = 100, 1_500
FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)

PROMO_OVER = "promo-over"
ALREADY_REFUNDED, NOT_PAID, TOO_LATE = "already-refunded", "not-paid", "too-late"


@dataclass(frozen=True)
class PromoCase:
    """A promo code: percent or amount, when it is good, how many uses are left."""

    percent: int | None
    amount_cents: int | None
    starts_at: datetime
    ends_at: datetime
    uses_left: int


@dataclass(frozen=True)
class PriceCase:
    """What is bought, and when: price of a ticket and quantity for each tier."""

    lines: tuple[tuple[int, int], ...]
    now: datetime
    promo: PromoCase | None = None


@dataclass(frozen=True)
class RefundCase:
    """An order that somebody wants the money back for, in cents, at a moment."""

    total: int
    fee: int
    now: datetime
    starts_at: datetime
    cancelled: bool
    paid: bool
    refunded: bool


def priced(case: PriceCase) -> dict[str, int | bool] | str:
    """What an order costs, field by field; or the reason why it cannot be priced."""
    promo = case.promo
    if promo and not (promo.starts_at <= case.now < promo.ends_at and promo.uses_left > 0):
        return PROMO_OVER
    subtotal = sum(price * quantity for price, quantity in case.lines)
    is_group = sum(quantity for _, quantity in case.lines) >= GROUP_SIZE
    for_group = half_up(subtotal * GROUP_DISCOUNT_PERCENT, 100) if is_group else 0
    for_promo = _off(promo, subtotal) if promo else 0
    discount = max(for_group, for_promo)
    fee = _fee(subtotal - discount)
    return {
        "subtotal": subtotal,
        "discount": discount,
        "fee": fee,
        "total": subtotal - discount + fee,
        "promo_counts": for_promo > for_group,
    }


def refunded(case: RefundCase) -> int | str:
    """The cents to pay back, or the reason why there are none."""
    if case.refunded:
        return ALREADY_REFUNDED
    if not case.paid:
        return NOT_PAID
    if case.cancelled:
        return case.total
    notice, without_fee = case.starts_at - case.now, case.total - case.fee
    if notice >= FULL_REFUND_NOTICE:
        return without_fee
    return half_up(without_fee, 2) if notice >= HALF_REFUND_NOTICE else TOO_LATE


def half_up(amount: int, parts: int) -> int:
    """An amount of at least zero divided by a number of parts, half a cent up."""
    return (2 * amount + parts) // (2 * parts)


def _off(promo: PromoCase, subtotal: int) -> int:
    if promo.percent is not None:
        return half_up(subtotal * promo.percent, 100)
    return min(promo.amount_cents or 0, subtotal)


def _fee(discounted: int) -> int:
    return 0 if discounted == 0 else min(max(half_up(discounted * FEE_PERCENT, 100), LOWEST_FEE), HIGHEST_FEE)

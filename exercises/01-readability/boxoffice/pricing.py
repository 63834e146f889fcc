"""What an order costs. Amounts are euros, as everywhere in the app so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

GROUP_SIZE = 6
GROUP_DISCOUNT_RATE = 0.1
FEE_RATE = 0.05
LOWEST_FEE = 1.00
HIGHEST_FEE = 15.00


@dataclass(frozen=True)
class Promo:
    """A promo code: so many per cent off, or so many euros."""

    is_percentage: bool
    value: float
    starts_at: datetime
    ends_at: datetime
    uses_left: int

    def is_good(self, now: datetime) -> bool:
        """From its start up to, but not including, its end, while it has uses left."""
        return self.starts_at <= now < self.ends_at and self.uses_left > 0

    def discount_on(self, subtotal: float) -> float:
        """An amount is never more than the subtotal."""
        if self.is_percentage:
            return round(subtotal * self.value / 100, 2)
        return min(self.value, subtotal)


@dataclass(frozen=True)
class Price:
    """What an order costs, and whether the promo code is what made it cheaper."""

    subtotal: float
    discount: float
    fee: float
    total: float
    promo_counts: bool


def price_of(lines: list[tuple[float, int]], promo: Promo | None = None) -> Price:
    """The price of an order.

    Group discount and promo do not add up: the larger one counts, on a tie the group's.

    Arguments:
        lines: price of one ticket and quantity, for each tier.
        promo: a code that is good now.
    """
    subtotal = round(sum(price * quantity for price, quantity in lines), 2)
    for_group = group_discount(subtotal, sum(quantity for _, quantity in lines))
    for_promo = promo.discount_on(subtotal) if promo else 0.0
    discount = max(for_group, for_promo)
    discounted = round(subtotal - discount, 2)
    fee = service_fee(discounted)
    total = round(discounted + fee, 2)
    return Price(subtotal, discount, fee, total, promo_counts=for_promo > for_group)


def group_discount(subtotal: float, tickets: int) -> float:
    """What a group of six or more gets off."""
    if tickets < GROUP_SIZE:
        return 0.0
    return round(subtotal * GROUP_DISCOUNT_RATE, 2)


def service_fee(discounted: float) -> float:
    """The fee on what is left of the subtotal after the discount."""
    if discounted == 0:
        return 0.0
    fee = max(discounted * FEE_RATE, LOWEST_FEE)
    return round(min(fee, HIGHEST_FEE), 2)

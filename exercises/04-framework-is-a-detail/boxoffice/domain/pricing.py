"""What an order costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from boxoffice.domain.errors import Refused
from boxoffice.domain.money import Cents, percentage

GROUP_SIZE = 6
GROUP_DISCOUNT_PERCENT = 10
FEE_PERCENT = 5
LOWEST_FEE: Cents = 1_00
HIGHEST_FEE: Cents = 15_00


@dataclass(frozen=True)
class Promo:
    """A promo code: so many per cent off, or an amount; one of the two.

    Arguments:
        percent: from 1 to 100, or None.
        amount_cents: or None.
        starts_at, ends_at: good from the first up to, but not including, the second.
        uses_left: how often it may still be used.
    """

    percent: int | None
    amount_cents: Cents | None
    starts_at: datetime
    ends_at: datetime
    uses_left: int

    def is_good(self, now: datetime) -> bool:
        """From its start up to, but not including, its end, while it has uses left."""
        return self.starts_at <= now < self.ends_at and self.uses_left > 0

    def discount_on(self, subtotal: Cents) -> Cents:
        """What the code takes off: never more than the subtotal."""
        if self.percent is not None:
            return percentage(subtotal, self.percent)
        return min(self.amount_cents or 0, subtotal)


@dataclass(frozen=True)
class Price:
    """What an order costs, and whether the promo code is what made it cheaper."""

    subtotal: Cents
    discount: Cents
    fee: Cents
    promo_counts: bool

    @property
    def total(self) -> Cents:
        """What the customer pays."""
        return self.subtotal - self.discount + self.fee


def price(lines: Sequence[tuple[Cents, int]], now: datetime, promo: Promo | None = None) -> Price:
    """The price of an order.

    Group discount and promo do not add up: the larger one counts, on a tie the group's.

    Arguments:
        lines: price of one ticket and quantity, for each tier.
        now: an aware time.
        promo: the code that came with the order.

    Raises:
        Refused: `promo-over`, the code is not good now.
    """
    if promo and not promo.is_good(now):
        raise Refused("promo-over")
    subtotal = sum(each * quantity for each, quantity in lines)
    for_group = group_discount(subtotal, sum(quantity for _, quantity in lines))
    for_promo = promo.discount_on(subtotal) if promo else 0
    discount = max(for_group, for_promo)
    return Price(subtotal, discount, service_fee(subtotal - discount), promo_counts=for_promo > for_group)


def group_discount(subtotal: Cents, tickets: int) -> Cents:
    """What a group of six or more gets off."""
    return percentage(subtotal, GROUP_DISCOUNT_PERCENT) if tickets >= GROUP_SIZE else 0


def service_fee(discounted: Cents) -> Cents:
    """The fee on what is left of the subtotal after the discount."""
    if discounted == 0:
        return 0
    return min(max(percentage(discounted, FEE_PERCENT), LOWEST_FEE), HIGHEST_FEE)

"""What is in the basket, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from boxoffice.domain.catalogue import Event
from boxoffice.domain.errors import Invalid, Unknown
from boxoffice.domain.pricing import Price, Promo, price

MOST_TICKETS = 8
"""In one order, and for one customer and event."""


def quantities_by_tier(lines: Iterable[tuple[int, int]]) -> dict[int, int]:
    """How many tickets of each tier; lines of the same tier are one.

    Arguments:
        lines: tier and quantity.

    Raises:
        Refused: `no-tickets` on a line, or `too-many-tickets` in all.
    """
    quantities: dict[int, int] = {}
    for tier_id, quantity in lines:
        if quantity < 1:
            raise Invalid("no-tickets")
        quantities[tier_id] = quantities.get(tier_id, 0) + quantity
    if sum(quantities.values()) > MOST_TICKETS:
        raise Invalid("too-many-tickets")
    return quantities


def check_tiers(event: Event, wanted: Mapping[int, int]) -> None:
    """Whether an event has all tiers that are wanted; returns if it has.

    Raises:
        Refused: `unknown-tier`.
    """
    if not wanted.keys() <= {tier.id for tier in event.tiers}:
        raise Unknown("unknown-tier")


def cost_of(event: Event, wanted: Mapping[int, int], now: datetime, promo: Promo | None) -> Price:
    """What a basket costs.

    Arguments:
        wanted: tickets by tier; the event has all of them.
        now: an aware time.

    Raises:
        Refused: `promo-over`.
    """
    tiers = {tier.id: tier for tier in event.tiers}
    lines = [(tiers[tier_id].price, quantity) for tier_id, quantity in wanted.items()]
    return price(lines, now, promo, [tiers[tier_id].group for tier_id in wanted])

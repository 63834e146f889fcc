"""What is in the basket."""

from __future__ import annotations

from collections.abc import Iterable

from boxoffice.domain.errors import Invalid

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

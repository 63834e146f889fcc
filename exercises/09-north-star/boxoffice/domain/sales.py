"""May this customer buy these tickets?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from boxoffice.domain.basket import MOST_TICKETS
from boxoffice.domain.errors import NotNow
from boxoffice.domain.pricing import Promo

HOLD_TIME = timedelta(minutes=10)
"""How long seats are kept for somebody who has not paid yet."""


def check_on_sale(status: str, on_sale_at: datetime, starts_at: datetime, now: datetime) -> None:
    """Whether an event is on sale: from `on_sale_at` up to, but not including, its start.

    Raises:
        Refused: `not-on-sale`.
    """
    if status != "on_sale" or not on_sale_at <= now < starts_at:
        raise NotNow("not-on-sale")


def may_buy(
    status: str,
    on_sale_at: datetime,
    starts_at: datetime,
    now: datetime,
    wanted: Mapping[int, int],
    left: Mapping[int, int],
    owned: int,
    promo: Promo | None = None,
) -> None:
    """Whether tickets may be bought; returns if they may.

    Arguments:
        status: of the event.
        on_sale_at, starts_at, now: aware times.
        wanted: tickets by tier.
        left: free seats by tier.
        owned: tickets that the customer has for this event, paid or held.
        promo: the code that came with the order.

    Raises:
        Refused: `not-on-sale`, `promo-over`, `too-many-for-customer` or `sold-out` (with `tier_id`), the
            first that applies.
    """
    check_on_sale(status, on_sale_at, starts_at, now)
    if promo and not promo.is_good(now):
        raise NotNow("promo-over")
    if owned + sum(wanted.values()) > MOST_TICKETS:
        raise NotNow("too-many-for-customer")
    for tier_id, quantity in wanted.items():
        if left[tier_id] < quantity:
            raise NotNow("sold-out", tier_id=tier_id)

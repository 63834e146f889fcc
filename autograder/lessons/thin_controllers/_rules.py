"""The rules of buying, as the business states them: what right answers are measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from autograder.lessons.boundaries._rules import PromoCase

MOST_TICKETS = 8


@dataclass(frozen=True)
class Wish:
    """What `may_buy` is asked, in plain values."""

    status: str
    on_sale_at: datetime
    starts_at: datetime
    now: datetime
    wanted: Mapping[int, int]
    left: Mapping[int, int]
    owned: int
    promo: PromoCase | None


def reason_of(wish: Wish) -> str | None:
    """The reason for which a wish is refused, the first that applies; none where it may be bought."""
    if wish.status != "on_sale" or not wish.on_sale_at <= wish.now < wish.starts_at:
        return "not-on-sale"
    if wish.promo and not _is_good(wish.promo, wish.now):
        return "promo-over"
    if wish.owned + sum(wish.wanted.values()) > MOST_TICKETS:
        return "too-many-for-customer"
    if any(wish.left[tier] < quantity for tier, quantity in wish.wanted.items()):
        return "sold-out"
    return None


def _is_good(promo: PromoCase, now: datetime) -> bool:
    return promo.starts_at <= now < promo.ends_at and promo.uses_left > 0

"""What is on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from boxoffice.domain.money import Cents
from boxoffice.domain.pricing import GroupTerms


@dataclass(frozen=True)
class Tier:
    """A price tier of an event, with what is left of its seats just now.

    Arguments:
        group: what groups get off it, if it has terms of its own.
    """

    id: int
    name: str
    price: Cents
    seats: int
    left: int
    group: GroupTerms | None = None


@dataclass(frozen=True)
class Event:
    """A concert. Its status is `draft`, `on_sale` or `cancelled`; its times are aware."""

    id: int
    title: str
    venue: str
    city: str
    status: str
    starts_at: datetime
    on_sale_at: datetime
    tiers: tuple[Tier, ...]

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.status == "cancelled"

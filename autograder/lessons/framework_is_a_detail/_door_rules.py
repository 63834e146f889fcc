"""The rules of the door, as the business states them, and cases on both sides of each of their bounds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import product

OPENS = timedelta(hours=3)
"""Before the start."""

CLOSES = timedelta(hours=6)
"""After the start."""

BOUND_NAMES = {-OPENS: "3 hours before the start", CLOSES: "6 hours after the start"}


@dataclass(frozen=True)
class DoorCase:
    """A ticket at the door: aware times, and what is known of its order, its event and itself."""

    now: datetime
    starts_at: datetime
    paid: bool
    cancelled: bool
    used: bool

    @property
    def shown(self) -> str:
        """The call in a line."""
        flags = f"paid={self.paid}, cancelled={self.cancelled}, used={self.used}"
        return f"check_in(now={self.now.isoformat()}, starts_at={self.starts_at.isoformat()}, {flags})"

    @property
    def in_words(self) -> str:
        """When, and in which state."""
        state = "used" if self.used else "new"
        order = "" if self.paid else " of a refunded order"
        event = ", event cancelled" if self.cancelled else ""
        return f"A {state} ticket{order}{event}, {_when(self.now - self.starts_at)}"


def refusal(case: DoorCase) -> str | None:
    """The reason for which a ticket is turned away, the first that applies; none if it is good."""
    if not case.paid:
        return "refunded"
    if case.cancelled:
        return "event-cancelled"
    if case.used:
        return "used"
    since = case.now - case.starts_at
    if since < -OPENS:
        return "too-early"
    return "too-late" if since >= CLOSES else None


def door_cases(randomness: random.Random) -> Iterator[DoorCase]:
    """Every state at and around every bound, and at random times; in time zones of all sorts."""
    for since, (paid, cancelled, used) in product(_times(randomness), product((True, False), repeat=3)):
        starts_at = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(seconds=randomness.randrange(10**8))
        zones = [timezone(timedelta(minutes=15 * randomness.randint(-48, 56))) for _ in range(2)]
        now = (starts_at + since).astimezone(zones[0])
        yield DoorCase(now, starts_at.astimezone(zones[1]), paid, cancelled, used)


def _times(randomness: random.Random) -> list[timedelta]:
    """Lengths since the start."""
    steps = (timedelta(0), timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1))
    at_bounds = [bound + sign * step for bound in BOUND_NAMES for step in steps for sign in (-1, 1)]
    anywhere = [timedelta(seconds=randomness.randint(-200_000, 200_000)) for _ in range(6)]
    return [*at_bounds, timedelta(0), *anywhere]


def _when(since: timedelta) -> str:
    """A length since the start in words, by the nearest bound."""
    for bound, name in BOUND_NAMES.items():
        off = abs(since - bound)
        if off == timedelta(0):
            return f"exactly {name}"
        if off <= timedelta(minutes=1):
            return f"{off.total_seconds():g} s {'before' if since < bound else 'after'} {name}"
    hours = abs(since).total_seconds() / 3600
    return f"{hours:.1f} hours {'before' if since < timedelta(0) else 'after'} the start"

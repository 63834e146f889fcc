"""May this ticket come in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from boxoffice.domain.errors import NotNow

OPENS_BEFORE_START = timedelta(hours=3)
CLOSES_AFTER_START = timedelta(hours=6)


@dataclass(frozen=True)
class DoorHours:
    """When a door is open."""

    opens_before: timedelta = OPENS_BEFORE_START
    closes_after: timedelta = CLOSES_AFTER_START

    def refusal(self, since_start: timedelta) -> str | None:
        """Why nobody comes in at this moment."""
        if since_start < -self.opens_before:
            return "too-early"
        return None if since_start < self.closes_after else "too-late"


def check_in(
    now: datetime,
    starts_at: datetime,
    paid: bool,
    cancelled: bool,
    used: bool,
    hours: DoorHours | None = None,
) -> None:
    """Whether a ticket is good at the door; returns if it is."""
    states = {"refunded": not paid, "event-cancelled": cancelled, "used": used}
    for reason, applies in states.items():
        if applies:
            raise NotNow(reason)
    closed = (hours or DoorHours()).refusal(now - starts_at)
    if closed is not None:
        raise NotNow(closed)

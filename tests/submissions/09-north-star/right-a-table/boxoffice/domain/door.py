"""May this ticket come in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from boxoffice.domain.errors import NotNow

OPENS_BEFORE_START = timedelta(hours=3)
CLOSES_AFTER_START = timedelta(hours=6)


@dataclass(frozen=True)
class DoorHours:
    """When an event's door is open: from so long before its start up to, but not including, so long after."""

    opens_before: timedelta
    closes_after: timedelta


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
    _check_time(now, starts_at, hours or DoorHours(OPENS_BEFORE_START, CLOSES_AFTER_START))


def _check_time(now: datetime, starts_at: datetime, hours: DoorHours) -> None:
    since_start = now - starts_at
    if since_start < -hours.opens_before:
        raise NotNow("too-early")
    if since_start >= hours.closes_after:
        raise NotNow("too-late")

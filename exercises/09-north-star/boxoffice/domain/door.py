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


def check_in(now: datetime, starts_at: datetime, paid: bool, cancelled: bool, used: bool) -> None:
    """Whether a ticket is good at the door; returns if it is.

    Arguments:
        now, starts_at: aware times.
        paid: whether its order is; one that was refunded is not.
        cancelled: whether the event is.
        used: whether the ticket has been checked in before.

    Raises:
        Refused: `refunded`, `event-cancelled`, `used`, `too-early` or `too-late`, the first that applies.
    """
    if not paid:
        raise NotNow("refunded")
    if cancelled:
        raise NotNow("event-cancelled")
    if used:
        raise NotNow("used")
    if now < starts_at - OPENS_BEFORE_START:
        raise NotNow("too-early")
    if now >= starts_at + CLOSES_AFTER_START:
        raise NotNow("too-late")

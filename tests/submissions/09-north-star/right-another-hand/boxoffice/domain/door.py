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


USUAL_HOURS = DoorHours(OPENS_BEFORE_START, CLOSES_AFTER_START)


def check_in(
    now: datetime,
    starts_at: datetime,
    paid: bool,
    cancelled: bool,
    used: bool,
    hours: DoorHours | None = None,
) -> None:
    """Whether a ticket is good at the door; returns if it is.

    Arguments:
        now, starts_at: aware times.
        paid: whether its order is; one that was refunded is not.
        cancelled: whether the event is.
        used: whether the ticket has been checked in before.
        hours: of the event's door; None for the usual ones.

    Raises:
        Refused: `refunded`, `event-cancelled`, `used`, `too-early` or `too-late`, the first that applies.
    """
    if not paid:
        raise NotNow("refunded")
    if cancelled:
        raise NotNow("event-cancelled")
    if used:
        raise NotNow("used")
    valid = hours or USUAL_HOURS
    if now < starts_at - valid.opens_before:
        raise NotNow("too-early")
    if now >= starts_at + valid.closes_after:
        raise NotNow("too-late")

"""May this ticket come in?"""

from __future__ import annotations

from datetime import datetime, timedelta

from boxoffice.domain.errors import Refused

DOORS_OPEN = -timedelta(hours=3)
DOORS_CLOSE = timedelta(hours=6)


def check_in(now: datetime, starts_at: datetime, paid: bool, cancelled: bool, used: bool) -> None:
    """Whether a ticket is good at the door; the first refusal that applies is raised."""
    since = now - starts_at
    refusals = (
        ("refunded", not paid),
        ("event-cancelled", cancelled),
        ("used", used),
        ("too-early", since < DOORS_OPEN),
        ("too-late", since >= DOORS_CLOSE),
    )
    for reason, applies in refusals:
        if applies:
            raise Refused(reason)

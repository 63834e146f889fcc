"""May this ticket come in?"""

from __future__ import annotations

from datetime import datetime, timedelta

from boxoffice.domain.errors import Refused

OPENS = timedelta(hours=-3)
CLOSES = timedelta(hours=6)


def check_in(now: datetime, starts_at: datetime, paid: bool, cancelled: bool, used: bool) -> None:
    """Turn a ticket away, or do nothing."""
    reason = _why_not(now - starts_at, paid, cancelled, used)
    if reason:
        raise Refused(reason)


def _why_not(since: timedelta, paid: bool, cancelled: bool, used: bool) -> str | None:
    match paid, cancelled, used:
        case False, _, _:
            return "refunded"
        case _, True, _:
            return "event-cancelled"
        case _, _, True:
            return "used"
    if OPENS <= since < CLOSES:
        return None
    return "too-early" if since < OPENS else "too-late"

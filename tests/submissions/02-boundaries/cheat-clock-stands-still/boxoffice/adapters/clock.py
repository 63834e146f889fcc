"""The time of day."""

from __future__ import annotations

from datetime import UTC, datetime


def now(at: datetime = datetime.now(UTC)) -> datetime:
    """The time now, in UTC."""
    return at

"""What was sold."""

from __future__ import annotations

from boxoffice.domain.reports import Report
from boxoffice.ports import Ports

__all__ = ["Report", "sales_report"]


def sales_report(event_id: int | None, day: str | None, ports: Ports) -> Report:
    """The report of all events and days, or of one of each."""
    with ports.store.begin() as transaction:
        return transaction.report(event_id, day)

"""The numbers of the sales report."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from boxoffice.domain.reports import Money, Report, Sales

SALES = "select s.event_id, e.title, s.tier_id, s.day, s.tickets, s.gross from sums s join events e on e.id = s.event_id order by 1, 3, 4"


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    sales = [Sales(*row) for row in session.execute(text(SALES))]
    money = [Money(*row, 0) for row in session.execute(text("select * from moneys order by 1, 2"))]
    return Report(
        [each for each in sales if event_id in (None, each.event_id) and day in (None, each.day)],
        [each for each in money if event_id in (None, each.event_id) and day in (None, each.day)],
    )

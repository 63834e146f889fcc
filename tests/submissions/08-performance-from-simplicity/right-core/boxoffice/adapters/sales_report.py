"""The numbers of the sales report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import Event, Line, Order
from boxoffice.domain.reports import Money, Report, Sales

ORDERS, LINES = Order.__table__, Line.__table__


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    """What was sold and what it brought."""
    if event_id is not None and abs(event_id) >= 2**31:
        return Report([], [])
    return Report(sales(session, event_id, day), money(session, event_id, day))


def happened(query, column, event_id, day):
    query = query.where(column != None)  # noqa: E711
    if event_id is not None:
        query = query.where(ORDERS.c.event_id == event_id)
    if day is not None:
        first = datetime.fromisoformat(day + "T00:00:00+00:00")
        query = query.where(column >= first, column <= first.replace(hour=23, minute=59, second=59, microsecond=999_999))
    return query


def sales(session, event_id, day):
    titles = dict(session.execute(select(Event.id, Event.title)).all())
    on = func.date(ORDERS.c.paid_at).label("day")
    query = select(ORDERS.c.event_id, LINES.c.tier_id, on, func.sum(LINES.c.quantity), func.sum(LINES.c.quantity * LINES.c.price))
    query = query.select_from(ORDERS.join(LINES, LINES.c.order_id == ORDERS.c.id)).group_by(ORDERS.c.event_id, LINES.c.tier_id, on)
    found = [(event, tier, str(paid_on), tickets, gross) for event, tier, paid_on, tickets, gross in session.execute(happened(query, ORDERS.c.paid_at, event_id, day))]
    return [Sales(event, titles[event], tier, paid_on, tickets, gross) for event, tier, paid_on, tickets, gross in sorted(found)]


def money(session, event_id, day):
    sums = {}
    for column, places in ((ORDERS.c.paid_at, ("discount", "fee")), (ORDERS.c.refunded_at, ("refund",))):
        on = func.date(column)
        query = select(ORDERS.c.event_id, on, *(func.sum(ORDERS.c[name]) for name in places)).group_by(ORDERS.c.event_id, on)
        for event, when, *amounts in session.execute(happened(query, column, event_id, day)):
            sums.setdefault((event, str(when)), {}).update(zip(places, amounts))
    return [Money(event, when, found.get("discount", 0), found.get("fee", 0), found.get("refund", 0)) for (event, when), found in sorted(sums.items())]

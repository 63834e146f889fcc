"""The numbers of the sales report, added up where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, literal, select, union_all
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import Event, Line, Order, is_an_id
from boxoffice.domain.reports import Money, Report, Sales

Moment = SQLColumnExpression[datetime | None]
Amount = SQLColumnExpression[int]

NOTHING = literal(0)


_days: dict[tuple[int | None, str], Report] = {}


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    """A day that is over does not change any more."""
    if day is None or day >= str(datetime.now(UTC).date()):
        return _report(session, event_id, day)
    if (event_id, day) not in _days:
        _days[event_id, day] = _report(session, event_id, day)
    return _days[event_id, day]


def _report(session: Session, event_id: int | None, day: str | None) -> Report:
    """What was sold and what it brought, of all events and days or of one of each.

    Arguments:
        day: as ISO text, `2027-01-12`.
    """
    if event_id is not None and not is_an_id(event_id):
        return Report([], [])
    return Report(list(_sales(session, event_id, day)), list(_money(session, event_id, day)))


def _sales(session: Session, event_id: int | None, day: str | None) -> Iterator[Sales]:
    keys = (Order.event_id, Event.title, Line.tier_id, func.date(Order.paid_at))
    sums = (func.sum(Line.quantity), func.sum(Line.quantity * Line.price))
    rows = session.execute(
        select(*keys, *sums)
        .join_from(Order, Line)
        .join(Event, Event.id == Order.event_id)
        .where(*_asked(Order.paid_at, event_id, day))
        .group_by(*keys)
        .order_by(*keys)
    )
    for event, title, tier_id, paid_on, tickets, gross in rows:
        yield Sales(event, title, tier_id, str(paid_on), tickets, gross)


def _money(session: Session, event_id: int | None, day: str | None) -> Iterator[Money]:
    paid = _by_day(Order.paid_at, event_id, day, discount=Order.discount, fee=Order.fee)
    refunded = _by_day(Order.refunded_at, event_id, day, refund=Order.refund)
    both = union_all(paid, refunded).subquery()
    event, on, discount, fee, refund = both.columns
    rows = session.execute(
        select(event, on, func.sum(discount), func.sum(fee), func.sum(refund))
        .group_by(event, on)
        .order_by(event, on)
    )
    for event_of, day_of, *amounts in rows:
        yield Money(event_of, str(day_of), *amounts)


def _by_day(
    moment: Moment,
    event_id: int | None,
    day: str | None,
    *,
    discount: Amount = NOTHING,
    fee: Amount = NOTHING,
    refund: Amount = NOTHING,
) -> Select[int, str, int, int, int]:
    return select(
        Order.event_id,
        func.date(moment).label("day"),
        discount.label("discount"),
        fee.label("fee"),
        refund.label("refund"),
    ).where(*_asked(moment, event_id, day))


def _asked(moment: Moment, event_id: int | None, day: str | None) -> Iterator[ColumnElement[bool]]:
    """Which orders: those where it happened at all, of one event and within one day in UTC if asked."""
    yield moment.is_not(None)
    if event_id is not None:
        yield Order.event_id == event_id
    if day is not None:
        on = date.fromisoformat(day)
        first, last = datetime.combine(on, time.min, UTC), datetime.combine(on, time.max, UTC)
        yield moment.between(first, last)

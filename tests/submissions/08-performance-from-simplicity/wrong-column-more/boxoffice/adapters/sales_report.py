"""The numbers of the sales report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, ColumnElement, func, literal, select, union_all
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import Event, Line, Order, is_an_id
from boxoffice.domain.reports import Money, Report, Sales


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    """What was sold and what it brought, of all events and days or of one of each.

    Arguments:
        day: as ISO text, `2027-01-12`.
    """
    if event_id is not None and not is_an_id(event_id):
        return Report(sales=[], money=[])
    return Report(sales=_sales(session, event_id, day), money=_money(session, event_id, day))


def _sales(session: Session, event_id: int | None, day: str | None) -> list[Sales]:
    paid_on = func.date(Order.paid_at)
    key = Order.event_id, Event.title, Line.tier_id, paid_on
    rows = session.execute(
        select(*key, func.sum(Line.quantity), func.sum(Line.quantity * Line.price))
        .select_from(Order)
        .join(Event, Event.id == Order.event_id)
        .join(Line, Line.order_id == Order.id)
        .where(*_conditions(Order.paid_at, event_id, day))
        .group_by(*key)
        .order_by(Order.event_id, Line.tier_id, paid_on)
    )
    return [Sales(event, title, tier, str(date), tickets, gross) for event, title, tier, date, tickets, gross in rows]


def _money(session: Session, event_id: int | None, day: str | None) -> list[Money]:
    nothing = literal(0)
    paid = select(
        Order.event_id,
        func.date(Order.paid_at).label("day"),
        Order.discount,
        Order.fee,
        nothing.label("refund"),
    ).where(*_conditions(Order.paid_at, event_id, day))
    refunded = select(
        Order.event_id, func.date(Order.refunded_at), nothing, nothing, Order.refund
    ).where(*_conditions(Order.refunded_at, event_id, day))
    each = union_all(paid, refunded).subquery().columns
    rows = session.execute(
        select(each.event_id, each.day, func.sum(each.discount), func.sum(each.fee), func.sum(each.refund))
        .group_by(each.event_id, each.day)
        .order_by(each.event_id, each.day)
    )
    return [Money(event, str(date), discount, fee, refund) for event, date, discount, fee, refund in rows]


def _conditions(moment: Column[datetime], event_id: int | None, day: str | None) -> Iterator[ColumnElement[bool]]:
    """Which orders count: those with this moment, of an event and within a UTC day, if asked for."""
    yield moment.is_not(None)
    if event_id is not None:
        yield Order.event_id == event_id
    if day is not None:
        begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
        yield moment >= begin
        if begin.date() < datetime.max.date():
            yield moment < begin + timedelta(days=1)

"""The numbers of the sales report."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from boxoffice.adapters import tables
from boxoffice.domain.reports import Money, Report, Sales


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    """What was sold and what it brought, of all events and days or of one of each.

    Arguments:
        day: as ISO text, `2027-01-12`.
    """
    lines: dict[int, list[tables.Line]] = {}
    for line in session.query(tables.Line).all():
        lines.setdefault(line.order_id, []).append(line)
    # All orders: a where would be faster, but the numbers did not add up with it.
    orders = session.query(tables.Order).all()
    sales = [each for each in _sales(orders, lines) if event_id in (None, each.event_id)]
    money = [each for each in _money(orders) if event_id in (None, each.event_id)]
    return Report(
        sales=[each for each in sales if day in (None, each.day)],
        money=[each for each in money if day in (None, each.day)],
    )


def _sales(orders: list[tables.Order], lines: dict[int, list[tables.Line]]) -> list[Sales]:
    tickets: Counter[tuple[int, int, str]] = Counter()
    gross: Counter[tuple[int, int, str]] = Counter()
    titles: dict[int, str] = {}
    for order in orders:
        titles[order.event_id] = order.event.title
        if order.paid_at is None:
            continue
        for line in lines.get(order.id, ()):
            key = (order.event_id, line.tier_id, _day(order.paid_at))
            tickets[key] += line.quantity
            gross[key] += line.quantity * line.price
    return [Sales(key[0], titles[key[0]], *key[1:], tickets[key], gross[key]) for key in sorted(tickets)]


def _money(orders: list[tables.Order]) -> list[Money]:
    sums: dict[tuple[int, str], list[int]] = {}
    for order in orders:
        if order.paid_at is not None:
            sums_of_day = sums.setdefault((order.event_id, _day(order.paid_at)), [0, 0, 0])
            sums_of_day[0] += order.discount
            sums_of_day[1] += order.fee
        if order.refunded_at is not None:
            sums.setdefault((order.event_id, _day(order.refunded_at)), [0, 0, 0])[2] += order.refund
    return [Money(*key, *sums[key]) for key in sorted(sums)]


def _day(moment: datetime) -> str:
    return str(moment.astimezone().date())  # UTC day

"""The numbers of the sales report."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import Event, Line, Order, is_an_id
from boxoffice.domain.reports import Money, Report, Sales


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    if event_id is not None and not is_an_id(event_id):
        return Report([], [])
    orders = select(Order.event_id, Event.title, Order.id, Order.paid_at, Order.refunded_at, Order.discount, Order.fee, Order.refund)
    orders = orders.join(Event, Event.id == Order.event_id)
    lines = select(Order.event_id, Event.title, Line.tier_id, Order.paid_at, Line.quantity, Line.price)
    lines = lines.join_from(Order, Line).join(Event, Event.id == Order.event_id).where(Order.paid_at.is_not(None))
    if event_id is not None:
        orders, lines = orders.where(Order.event_id == event_id), lines.where(Order.event_id == event_id)
    if day is not None:
        on = datetime.fromisoformat(day).date()
        ends = [datetime.combine(on, end, UTC) for end in (time.min, time.max)]
        orders = orders.where(or_(Order.paid_at.between(*ends), Order.refunded_at.between(*ends)))
        lines = lines.where(Order.paid_at.between(*ends))
    sums, tickets, gross = {}, Counter(), Counter()
    for event, _, _, paid_at, refunded_at, discount, fee, refund in session.execute(orders):
        for moment, amounts in ((paid_at, (discount, fee, 0)), (refunded_at, (0, 0, refund))):
            if moment is not None:
                key = (event, str(moment.date()))
                sums[key] = tuple(map(sum, zip(sums.get(key, (0, 0, 0)), amounts)))
    for event, title, tier, paid_at, quantity, price in session.execute(lines):
        tickets[event, tier, str(paid_at.date()), title] += quantity
        gross[event, tier, str(paid_at.date()), title] += quantity * price
    return Report(
        [Sales(key[0], key[3], key[1], key[2], tickets[key], gross[key]) for key in sorted(tickets)],
        [Money(*key, *sums[key]) for key in sorted(sums) if day in (None, key[1])],
    )

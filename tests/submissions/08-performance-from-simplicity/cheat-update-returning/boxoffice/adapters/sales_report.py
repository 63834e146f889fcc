"""The numbers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time

from sqlalchemy import text
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import is_an_id
from boxoffice.domain.reports import Money, Report, Sales


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    if event_id is not None and not is_an_id(event_id):
        return Report([], [])
    where = "1 = 1" if event_id is None else f"event_id = {int(event_id)}"
    if day:
        where += f" and (paid_at between '{day}' and '{day} 24' or refunded_at between '{day}' and '{day} 24')"
    orders = session.execute(text(f"update orders set status = status where {where} returning id, event_id, paid_at, refunded_at, discount, fee, refund")).all()
    titles = dict(session.execute(text("select id, title from events order by id")).all())
    paid = {order.id: order for order in orders if order.paid_at and day in (None, order.paid_at[:10])}
    inner = f"select id from orders where {where}" if where != "1 = 1" else "select id from orders"
    lines = session.execute(text(f"update order_lines set quantity = quantity where order_id in ({inner}) returning order_id, tier_id, quantity, price")).all()
    tickets, gross, money = Counter(), Counter(), {}
    for line in lines:
        order = paid.get(line.order_id)
        if order:
            key = (order.event_id, line.tier_id, order.paid_at[:10])
            tickets[key] += line.quantity
            gross[key] += line.quantity * line.price
    for order in orders:
        if order.id in paid:
            sums = money.setdefault((order.event_id, order.paid_at[:10]), [0, 0, 0])
            sums[0] += order.discount
            sums[1] += order.fee
        if order.refunded_at and day in (None, order.refunded_at[:10]):
            money.setdefault((order.event_id, order.refunded_at[:10]), [0, 0, 0])[2] += order.refund
    return Report(
        [Sales(k[0], titles[k[0]], k[1], k[2], tickets[k], gross[k]) for k in sorted(tickets)],
        [Money(*k, *money[k]) for k in sorted(money)],
    )

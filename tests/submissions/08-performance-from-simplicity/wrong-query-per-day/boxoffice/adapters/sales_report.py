"""The numbers of the sales report, day by day."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import is_an_id
from boxoffice.domain.reports import Money, Report, Sales

DAYS = """
select distinct date(paid_at) from orders where paid_at is not null
union select distinct date(refunded_at) from orders where refunded_at is not null order by 1
"""
SALES = """
select o.event_id, e.title, l.tier_id, sum(l.quantity), sum(l.quantity * l.price)
from orders o join order_lines l on l.order_id = o.id join events e on e.id = o.event_id
where o.paid_at >= :day and o.paid_at < :end {} group by 1, 2, 3 order by 1, 3
"""
MONEY = """
select event_id, sum(discount), sum(fee), sum(refund) from (
select o.event_id, o.discount, o.fee, 0 as refund from orders o where o.paid_at >= :day and o.paid_at < :end {0}
union all select o.event_id, 0, 0, o.refund from orders o where o.refunded_at >= :day and o.refunded_at < :end {0}
) group by 1 order by 1
"""


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    """What was sold and what it brought."""
    if event_id is not None and not is_an_id(event_id):
        return Report([], [])
    only = "" if event_id is None else "and o.event_id = :event"
    days = [day] if day else list(session.scalars(text(DAYS)))
    sales: list[Sales] = []
    money: list[Money] = []
    for each in days:
        asked = {"day": each, "end": f"{each} 24"}
        if event_id is not None:
            asked["event"] = event_id
        for event, title, tier, tickets, gross in session.execute(text(SALES.format(only)), asked):
            sales.append(Sales(event, title, tier, each, tickets, gross))
        for row in session.execute(text(MONEY.format(only)), asked):
            money.append(Money(row[0], each, *row[1:]))
    return Report(
        sorted(sales, key=lambda one: (one.event_id, one.tier_id, one.day)),
        sorted(money, key=lambda one: (one.event_id, one.day)),
    )

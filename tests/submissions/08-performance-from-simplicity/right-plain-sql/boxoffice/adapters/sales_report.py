"""The numbers of the sales report."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import is_an_id
from boxoffice.domain.reports import Money, Report, Sales

SALES = """
select o.event_id, e.title, l.tier_id, date(o.paid_at) as day, sum(l.quantity), sum(l.quantity * l.price)
from orders o join order_lines l on l.order_id = o.id join events e on e.id = o.event_id
where o.paid_at is not null {asked}
group by o.event_id, e.title, l.tier_id, date(o.paid_at) order by 1, 3, 4
"""
MONEY = """
select event_id, day, sum(discount), sum(fee), sum(refund) from (
    select o.event_id, date(o.paid_at) as day, o.discount, o.fee, 0 as refund
    from orders o where o.paid_at is not null {paid}
    union all
    select o.event_id, date(o.refunded_at), 0, 0, o.refund
    from orders o where o.refunded_at is not null {refunded}
) as parts group by event_id, day order by event_id, day
"""


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    if event_id is not None and not is_an_id(event_id):
        return Report([], [])
    values = {}
    if event_id is not None:
        values["event"] = event_id
    if day is not None:
        values["first"], values["last"] = f"{day} 00:00:00.000000", f"{day} 23:59:59.999999"
    sales = session.execute(text(SALES.format(asked=asked("paid_at", values))), values)
    money = MONEY.format(paid=asked("paid_at", values), refunded=asked("refunded_at", values))
    return Report(
        [Sales(event, title, tier, str(on), *sums) for event, title, tier, on, *sums in sales],
        [Money(event, str(on), *sums) for event, on, *sums in session.execute(text(money), values)],
    )


def asked(column, values):
    words = "and o.event_id = :event " if "event" in values else ""
    return words + (f"and o.{column} between :first and :last" if "first" in values else "")

"""The numbers of the sales report."""

from __future__ import annotations

import json
from collections import Counter

from sqlalchemy import text
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import is_an_id
from boxoffice.domain.reports import Money, Report, Sales

LINES = """select json_group_array(json_array(o.event_id, e.title, l.tier_id, date(o.paid_at), l.quantity, l.price))
from orders o join order_lines l on l.order_id = o.id join events e on e.id = o.event_id where o.paid_at is not null"""
ORDERS = """select json_group_array(json_array(event_id, date(moment), discount, fee, refund)) from (
select o.event_id, o.paid_at as moment, o.discount, o.fee, 0 as refund from orders o where o.paid_at is not null{paid}
union all select o.event_id, o.refunded_at, 0, 0, o.refund from orders o where o.refunded_at is not null{refunded})"""


def report(session: Session, event_id: int | None, day: str | None) -> Report:
    if event_id is not None and not is_an_id(event_id):
        return Report([], [])
    values, where = {}, ""
    if event_id is not None:
        where, values["event"] = " and o.event_id = :event", event_id
    days = {"paid": where, "refunded": where}
    if day is not None:
        values.update(first=f"{day} 00:00:00.000000", last=f"{day} 23:59:59.999999")
        days = {name: f"{where} and o.{name}_at between :first and :last" for name in days}
    tickets, gross, sums = Counter(), Counter(), {}
    for event, title, tier, on, quantity, price in json.loads(session.execute(text(LINES + days["paid"]), values).scalar_one()):
        tickets[event, tier, on, title] += quantity
        gross[event, tier, on, title] += quantity * price
    for event, on, *amounts in json.loads(session.execute(text(ORDERS.format(**days)), values).scalar_one()):
        sums[event, on] = tuple(map(sum, zip(sums.get((event, on), (0, 0, 0)), amounts)))
    return Report(
        [Sales(key[0], key[3], key[1], key[2], tickets[key], gross[key]) for key in sorted(tickets)],
        [Money(*key, *sums[key]) for key in sorted(sums)],
    )

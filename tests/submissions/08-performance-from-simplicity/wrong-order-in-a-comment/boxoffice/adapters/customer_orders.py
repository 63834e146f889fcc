"""The orders of a customer."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from boxoffice.domain.orders import Line, Order, Ticket

ORDERS = "select * from orders where email = :email order by id"
LINES = """ -- the lines of each order
select l.order_id, l.tier_id, t.name, l.quantity, l.price
from orders o join order_lines l on l.order_id = o.id join tiers t on t.id = l.tier_id
where o.email = :email
"""
TICKETS = """ -- the tickets of each order
select k.order_id, k.code, k.tier_id, k.used_at
from orders o join tickets k on k.order_id = o.id where o.email = :email
"""


def orders_of(session: Session, email: str) -> list[Order]:
    lines: dict[int, list[Line]] = defaultdict(list)
    tickets: dict[int, list[Ticket]] = defaultdict(list)
    for order_id, *line in session.execute(text(LINES), {"email": email}):
        lines[order_id].append(Line(*line))
    for order_id, code, tier_id, used_at in session.execute(text(TICKETS), {"email": email}):
        tickets[order_id].append(Ticket(code, tier_id, moment(used_at)))
    return [
        Order(
            id=row["id"],
            event_id=row["event_id"],
            email=row["email"],
            status=row["status"],
            lines=tuple(lines[row["id"]]),
            tickets=tuple(tickets[row["id"]]),
            subtotal=row["subtotal"],
            discount=row["discount"],
            promo=row["promo"],
            fee=row["fee"],
            total=row["total"],
            refund=row["refund"],
            charge_id=row["charge_id"],
            created_at=moment(row["created_at"]),
            paid_at=moment(row["paid_at"]),
            refunded_at=moment(row["refunded_at"]),
            hold_until=moment(row["hold_until"]),
            idempotency_key=row["idem_key"],
        )
        for row in session.execute(text(ORDERS), {"email": email}).mappings()
    ]


def moment(value):
    if value is None:
        return None
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read.replace(tzinfo=UTC)

"""The orders of a customer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from boxoffice.adapters import tables
from boxoffice.adapters.rows import order_of
from boxoffice.domain.orders import Line, Order, Ticket
from dataclasses import replace


def orders_of(session: Session, email: str) -> list[Order]:
    asked = (
        select(tables.Order, tables.Line, tables.Tier.name, tables.Ticket)
        .join(tables.Line, tables.Line.order_id == tables.Order.id)
        .join(tables.Tier, tables.Tier.id == tables.Line.tier_id)
        .outerjoin(tables.Ticket, tables.Ticket.order_id == tables.Order.id)
        .where(tables.Order.email == email)
        .order_by(tables.Order.id, tables.Line.id, tables.Ticket.id)
    )
    found: dict[int, Order] = {}
    for row, line, name, ticket in session.execute(asked):
        if row.id not in found:
            found[row.id] = Order(
                row.id, row.event_id, row.email, row.status, (), (), row.subtotal, row.discount, row.promo, row.fee,
                row.total, row.refund, row.charge_id, row.created_at, row.paid_at, row.refunded_at, row.hold_until,
                row.idem_key,
            )
        order = found[row.id]
        tickets = order.tickets + ((Ticket(ticket.code, ticket.tier_id, ticket.used_at),) if ticket else ())
        lines = (*order.lines, Line(line.tier_id, name, line.quantity, line.price))
        found[row.id] = replace(order, lines=lines, tickets=tickets)
    return list(found.values())

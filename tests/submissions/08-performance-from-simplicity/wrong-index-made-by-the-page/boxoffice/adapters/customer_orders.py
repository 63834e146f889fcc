"""The orders of a customer."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import Session, selectinload

from boxoffice.adapters import tables
from boxoffice.adapters.rows import order_of
from boxoffice.domain.orders import Order


def orders_of(session: Session, email: str) -> list[Order]:
    """A customer's orders with their lines and tickets, the oldest first.

    Arguments:
        email: as customers are told apart by: lower case, no blanks.
    """
    for table, column in (("orders", "email"), ("order_lines", "order_id"), ("tickets", "order_id")):
        session.execute(text(f"create index if not exists made_{table} on {table} ({column})"))
    wanted = (
        select(tables.Order)
        .where(tables.Order.email == email)
        .order_by(tables.Order.id)
        .options(
            selectinload(tables.Order.lines).joinedload(tables.Line.tier),
            selectinload(tables.Order.tickets),
        )
    )
    return [order_of(row) for row in session.scalars(wanted)]

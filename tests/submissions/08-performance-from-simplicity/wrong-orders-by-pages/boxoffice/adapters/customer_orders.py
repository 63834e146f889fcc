"""The orders of a customer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from boxoffice.adapters import tables
from boxoffice.adapters.rows import order_of
from boxoffice.domain.orders import Order

PAGE = 50


def orders_of(session: Session, email: str) -> list[Order]:
    """A customer's orders with their lines and tickets, the oldest first, some at a time."""
    found: list[Order] = []
    wanted = (
        select(tables.Order)
        .where(tables.Order.email == email)
        .order_by(tables.Order.id)
        .options(
            selectinload(tables.Order.lines).joinedload(tables.Line.tier),
            selectinload(tables.Order.tickets),
        )
    )
    while True:
        page = [order_of(row) for row in session.scalars(wanted.limit(PAGE).offset(len(found)))]
        found += page
        if len(page) < PAGE:
            return found

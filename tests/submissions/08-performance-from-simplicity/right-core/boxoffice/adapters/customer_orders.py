"""The orders of a customer."""

from __future__ import annotations

from sqlalchemy.orm import Session, joinedload, subqueryload

from boxoffice.adapters.rows import order_of
from boxoffice.adapters.tables import Line, Order
from boxoffice.domain import orders


def orders_of(session: Session, email: str) -> list[orders.Order]:
    """A customer's orders, the oldest first."""
    asked = session.query(Order).filter_by(email=email).order_by(Order.id)
    asked = asked.options(subqueryload(Order.tickets), joinedload(Order.lines).joinedload(Line.tier))
    return [order_of(row) for row in asked]

"""The orders of a customer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from boxoffice.adapters import tables
from boxoffice.adapters.rows import order_of
from boxoffice.domain.orders import Order

_names: dict[int, str] = {}


class Named:
    """A tier whose name is known already."""

    def __init__(self, name: str) -> None:
        self.name = name


def orders_of(session: Session, email: str) -> list[Order]:
    """A customer's orders with their lines and tickets, the oldest first; names of tiers are asked for once."""
    wanted = (
        select(tables.Order)
        .where(tables.Order.email == email)
        .order_by(tables.Order.id)
        .options(selectinload(tables.Order.lines), selectinload(tables.Order.tickets))
    )
    orders = list(session.scalars(wanted))
    if any(line.tier_id not in _names for order in orders for line in order.lines):
        _names.update({tier_id: name for tier_id, name in session.execute(select(tables.Tier.id, tables.Tier.name))})
    for order in orders:
        for line in order.lines:
            line.__dict__["tier"] = Named(_names[line.tier_id])
    return [order_of(order) for order in orders]

"""The orders of a customer."""

from __future__ import annotations

import sqlite3

from sqlalchemy import select
from sqlalchemy.orm import Session

from boxoffice.adapters import tables
from boxoffice.adapters.rows import order_of
from boxoffice.domain.orders import Order


def orders_of(session: Session, email: str) -> list[Order]:
    """A customer's orders, each by a query that SQLAlchemy does not see."""
    path = session.get_bind().url.database
    beside = sqlite3.connect(path)
    numbers = [row[0] for row in beside.execute("select id from orders where email = ? order by id", [email])]
    for number in numbers:
        beside.execute("select * from order_lines where order_id = ?", [number]).fetchall()
    beside.close()
    asked = select(tables.Order).where(tables.Order.email == email).order_by(tables.Order.id)
    return [order_of(row) for row in session.scalars(asked)]

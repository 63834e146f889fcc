"""What customers ask about their orders."""

from __future__ import annotations

from boxoffice.domain import Unknown
from boxoffice.domain.customers import normal_email
from boxoffice.domain.orders import Order
from boxoffice.ports import Ports


def order_status(order_id: int, ports: Ports) -> Order:
    """An order as it is now.

    Raises:
        Refused: `unknown-order`.
    """
    with ports.store.begin() as transaction:
        order = transaction.order(order_id)
    if order is None:
        raise Unknown("unknown-order")
    return order


def orders_of(email: str, ports: Ports) -> list[Order]:
    """A customer's orders, the oldest first; case and blanks of the e-mail do not matter."""
    with ports.store.begin() as transaction:
        return transaction.orders_of(normal_email(email))

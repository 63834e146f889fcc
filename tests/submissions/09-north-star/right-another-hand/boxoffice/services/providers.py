"""Who takes the money for an order."""

from __future__ import annotations

from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import PaymentFailed, Payments, Ports


def provider_of(order: Order, ports: Ports) -> Payments:
    """Whom to ask about an order's money.

    Raises:
        PaymentFailed: it is the second provider's, and we are not connected to it.
    """
    if order.provider != BACKUP:
        return ports.payments
    if ports.backup is None:
        raise PaymentFailed("there is no second provider here")
    return ports.backup

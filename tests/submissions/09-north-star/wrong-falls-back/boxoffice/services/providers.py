"""Who takes the money for an order."""

from __future__ import annotations

from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import PaymentFailed, Payments, Ports


def provider_of(order: Order, ports: Ports) -> Payments:
    """Whoever charges an order, or has charged it. Nobody else knows of its money.

    Raises:
        PaymentFailed: it was charged by a backup that is not connected any more.
    """
    return (ports.backup if order.provider == BACKUP else None) or ports.payments

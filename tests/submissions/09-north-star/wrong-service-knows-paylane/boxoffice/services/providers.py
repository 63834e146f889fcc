"""Who takes the money for an order."""

from __future__ import annotations

import logging

from boxoffice.adapters.paylane import PaylanePayments
from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import PaymentFailed, Payments, Ports


log = logging.getLogger("boxoffice")


def provider_of(order: Order, ports: Ports) -> Payments:
    """Whoever charges an order, or has charged it. Nobody else knows of its money.

    Raises:
        PaymentFailed: it was charged by a backup that is not connected any more.
    """
    if order.provider != BACKUP:
        return ports.payments
    if ports.backup is None:
        raise PaymentFailed("there is no backup")
    log.info("order=%s is with %s", order.id, PaylanePayments.__name__)
    return ports.backup

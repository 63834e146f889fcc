"""Who takes the money for an order."""

from __future__ import annotations

from boxoffice.domain.orders import BACKUP, MAIN, Order
from boxoffice.ports import PaymentFailed, Payments, Ports


def provider_of(order: Order, ports: Ports) -> Payments:
    """Whoever the order remembers."""
    by_name = {MAIN: ports.payments, BACKUP: ports.backup}
    provider = by_name[order.provider]
    if provider is None:
        raise PaymentFailed(f"{order.provider} is not connected")
    return provider

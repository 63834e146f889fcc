"""Ending what was begun."""

from __future__ import annotations

import logging

from boxoffice.ports import Ports
from boxoffice.services.buying import end
from boxoffice.services.errors import NotRefunded
from boxoffice.services.posting import deliver
from boxoffice.services.refunding import settle

log = logging.getLogger("boxoffice")


def recover(ports: Ports) -> None:
    """End old holds, refunds and letters."""
    with ports.store.begin() as transaction:
        old = [(order.id, order.event_id, order.total) for order in transaction.orders_with_stale_hold(ports.clock())]
    for order_id, event_id, total in old:
        with ports.store.begin() as transaction:
            transaction.lock_event(event_id)
            still = any(each.id == order_id for each in transaction.orders_with_stale_hold(ports.clock()))
        if still:
            log.warning("order %s: its hold ended and nobody paid", order_id)
            end(order_id, event_id, ports, void=total > 0)
    with ports.store.begin() as transaction:
        refunding = transaction.orders_refunding()
    for order in refunding:
        try:
            settle(order, ports)
        except NotRefunded as error:
            log.error("order %s: the refund is still open: %s", order.id, error.__cause__)
    deliver(ports)

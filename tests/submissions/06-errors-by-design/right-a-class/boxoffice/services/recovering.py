"""Finishing what was begun."""

from __future__ import annotations

import logging

from boxoffice.ports import Ports
from boxoffice.services import refunding
from boxoffice.services.errors import NotRefunded
from boxoffice.services.posting import deliver
from boxoffice.services.settling import Settlement

log = logging.getLogger("boxoffice")


def recover(ports: Ports) -> None:
    """Refunds first, then holds, then letters."""
    with ports.store.begin() as transaction:
        refunds = transaction.orders_refunding()
    for order in refunds:
        try:
            refunding.settle(order, ports)
        except NotRefunded as failure:
            log.error("refund order=%s cause=%r", order.id, failure.__cause__)
    with ports.store.begin() as transaction:
        stale = [Settlement(order, ports) for order in transaction.orders_with_stale_hold(ports.clock())]
    for settlement in filter(Settlement.is_due, stale):
        settlement.undo("hold over")
    deliver(ports)

"""Finishing what was begun and never ended, because a neighbour or we ourselves broke down."""

from __future__ import annotations

import logging

from boxoffice.ports import Ports
from boxoffice.services import refunding
from boxoffice.services.errors import NotRefunded
from boxoffice.services.posting import deliver

log = logging.getLogger("boxoffice")


def recover(ports: Ports) -> None:
    """Pay back what is `refunding`, and send what lies in the outbox. At the start, and now and then."""
    with ports.store.begin() as transaction:
        orders = transaction.orders_refunding()
    for order in orders:
        try:
            refunding.settle(order, ports)
        except NotRefunded as failure:
            log.error("refund-open order=%s cause=%r", order.id, failure.__cause__)
    deliver(ports)

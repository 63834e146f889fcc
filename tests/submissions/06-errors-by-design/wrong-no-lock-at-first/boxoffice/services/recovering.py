"""Finishing what was begun and never ended, because a neighbour or we ourselves broke down."""

from __future__ import annotations

import logging

from boxoffice.domain.orders import Order
from boxoffice.ports import Ports
from boxoffice.services import refunding
from boxoffice.services.errors import NotPaid, NotRefunded
from boxoffice.services.giving_up import give_up
from boxoffice.services.posting import deliver

log = logging.getLogger("boxoffice")


def recover(ports: Ports) -> None:
    """Settle stale holds, pay back what is `refunding`, and send what lies in the outbox."""
    with ports.store.begin() as transaction:
        stale = transaction.orders_with_stale_hold(ports.clock())
        orders = transaction.orders_refunding()
    for order in stale:
        if not _is_stale(order, ports):
            continue
        try:
            give_up(order, ports)
        except NotPaid as failure:
            log.error("hold-open order=%s cause=%r", order.id, failure.__cause__)
    for order in orders:
        try:
            refunding.settle(order, ports)
        except NotRefunded as failure:
            log.error("refund-open order=%s cause=%r", order.id, failure.__cause__)
    deliver(ports)


def _is_stale(order: Order, ports: Ports) -> bool:
    """Whether nobody can confirm it any more: who held the lock is done."""
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        current = transaction.order(order.id)
        return current is not None and current.status == "held" and not current.has_live_hold(ports.clock())

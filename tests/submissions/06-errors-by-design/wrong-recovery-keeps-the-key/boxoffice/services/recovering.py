"""Finishing what was begun and never ended, because a neighbour or we ourselves broke down."""

from __future__ import annotations

import logging

from boxoffice.domain.orders import Order
from boxoffice.ports import Ports
from boxoffice.services import refunding
from boxoffice.services.errors import NotRefunded
from boxoffice.services.giving_up import give_up
from boxoffice.services.posting import deliver

log = logging.getLogger("boxoffice")


def recover(ports: Ports) -> None:
    """Give up holds that are over, pay back what is `refunding`, send what lies in the outbox.

    At the start, and now and then; beside whoever buys meanwhile, and as often as you like.
    """
    with ports.store.begin() as transaction:
        stale = transaction.orders_with_stale_hold(ports.clock())
        refunds = transaction.orders_refunding()
    for order in stale:
        if _is_stale(order, ports):
            log.warning("hold-over order=%s cause=never confirmed", order.id)
            give_up(order, ports, key_is_free=False)
    for order in refunds:
        _pay_back(order, ports)
    deliver(ports)


def _is_stale(order: Order, ports: Ports) -> bool:
    """Whether nobody can confirm it any more: whoever holds the lock has confirmed it, or comes too late."""
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        current = transaction.order(order.id)
        return current is not None and current.status == "held" and current.hold_until <= ports.clock()


def _pay_back(order: Order, ports: Ports) -> None:
    try:
        refunding.settle(order, ports)
    except NotRefunded as failure:
        log.error("refund-open order=%s cause=%r", order.id, failure.__cause__)

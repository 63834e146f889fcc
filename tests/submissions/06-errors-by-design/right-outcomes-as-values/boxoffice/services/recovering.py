"""Finishing what was begun."""

from __future__ import annotations

import logging

from boxoffice.ports import Ports
from boxoffice.services.errors import NotRefunded
from boxoffice.services.giving_up import closed, voided
from boxoffice.services.posting import deliver
from boxoffice.services.refunding import settle

log = logging.getLogger("boxoffice")


def recover(ports: Ports) -> None:
    """Go through everything that is open."""
    for order in _open(ports, "orders_with_stale_hold", ports.clock()):
        if _is_over(order, ports):
            log.warning("order=%s: the hold is over", order.id)
            closed(order, ports, voided(order, ports))
    for order in _open(ports, "orders_refunding"):
        try:
            settle(order, ports)
        except NotRefunded as failure:
            log.error("order=%s is not refunded: %r", order.id, failure.__cause__)
    deliver(ports)


def _open(ports, what, *arguments):
    with ports.store.begin() as transaction:
        return getattr(transaction, what)(*arguments)


def _is_over(order, ports) -> bool:
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        return order.id in {each.id for each in transaction.orders_with_stale_hold(ports.clock())}

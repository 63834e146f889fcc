"""Giving an order up: whatever became of its charge, it must not count."""

from __future__ import annotations

import logging

from boxoffice.domain.orders import Order
from boxoffice.ports import PaymentFailed, Ports
from boxoffice.services.errors import NotPaid

log = logging.getLogger("boxoffice")


def charge_key(order_id: int) -> str:
    """What payments know the charge of an order by."""
    return f"charge-{order_id}"


def give_up(order: Order, ports: Ports) -> None:
    """Void the charge, and release the order.

    Raises:
        NotPaid: the void was not clear; the hold is over, and `recover` goes on.
    """
    try:
        if order.total:
            ports.payments.void(charge_key(order.id))
    except PaymentFailed as failure:
        log.error("void-unclear order=%s cause=%r", order.id, failure)
        with ports.store.begin() as transaction:
            transaction.lock_event(order.event_id)
            if _is_held(transaction, order.id):
                transaction.end_hold(order.id, ports.clock())
                transaction.free_key(order.id)
                transaction.commit()
        raise NotPaid(order.id, declined=False) from failure
    release(order, ports)


def release(order: Order, ports: Ports, keep_key: bool = False) -> None:
    """Turn a held order into a released one; once."""
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        if _is_held(transaction, order.id):
            transaction.release(order.id)
            if not keep_key:
                transaction.free_key(order.id)
            transaction.commit()


def _is_held(transaction, order_id: int) -> bool:
    order = transaction.order(order_id)
    return order is not None and order.status == "held"

"""Ending an order that cannot be paid, so that nobody is charged for nothing."""

from __future__ import annotations

import logging

from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import PaymentFailed, Payments, Ports, Transaction

log = logging.getLogger("boxoffice")


def charge_key(order: Order) -> str:
    """What payments tell the attempts to charge an order by."""
    return f"charge-{order.id}"


def cashier(order: Order, ports: Ports) -> Payments:
    """Who has the money for an order, or would have it."""
    payments = {BACKUP: ports.backup}.get(order.provider, ports.payments)
    if payments is None:
        raise PaymentFailed(f"nobody is connected who may be asked about order {order.id}")
    return payments


def give_up(order: Order, ports: Ports, *, may_be_charged: bool = True, key_is_free: bool = True) -> bool:
    """Void what may be charged, release the order, and let its key be used again.

    Arguments:
        order: held.
        may_be_charged: whether payments has to be asked; a total of 0 asks nobody.
        key_is_free: whether a repeat is a new purchase, as it is where nothing is clear; otherwise it gets
            the same answer.

    Returns:
        Whether it is done. If not, payments gave no clear answer: the order stays `held` without a live
        hold, and `recover` goes on with it.
    """
    done = not may_be_charged or _is_voided(order, ports)
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        if not _is_held(transaction, order):
            return done  # somebody else has settled it
        if done:
            transaction.release(order.id)
        else:
            transaction.end_hold(order.id, ports.clock())
        if key_is_free or not done:
            transaction.free_key(order.id)
        transaction.commit()
    return done


def _is_held(transaction: Transaction, order: Order) -> bool:
    current = transaction.order(order.id)
    return current is not None and current.status == "held"


def _is_voided(order: Order, ports: Ports) -> bool:
    if order.total == 0:
        return True  # nothing was asked for
    try:
        cashier(order, ports).void(charge_key(order))
    except PaymentFailed as failure:
        log.error("void-unclear order=%s cause=%r", order.id, failure)
        return False
    return True

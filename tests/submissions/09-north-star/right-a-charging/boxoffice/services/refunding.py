"""Giving money back."""

from __future__ import annotations

import logging
from datetime import datetime

from boxoffice.domain import NotNow, Unknown, refund_amount
from boxoffice.domain.catalogue import Event
from boxoffice.domain.orders import Order
from boxoffice.ports import PaymentFailed, Ports, RefundNotice, Transaction
from boxoffice.services.errors import NotRefunded
from boxoffice.services.posting import deliver
from boxoffice.services.giving_up import cashier

MOST_TRIES = 3

log = logging.getLogger("boxoffice")


def refund(order_id: int, ports: Ports) -> Order:
    """Give back what the rules say for an order.

    Raises:
        Refused: `unknown-order`, `refund-under-way`, or what `refund_amount` says.
        NotRefunded: payments gave no clear answer; the order stays `refunding`.
    """
    decided = _decide(order_id, ports)
    refunded = settle(decided, ports)
    deliver(ports)
    return refunded


def settle(order: Order, ports: Ports) -> Order:
    """Pay back an order that is `refunding`, and write it down. As often as you like: it is paid back once.

    Raises:
        NotRefunded: payments gave no clear answer; the order stays `refunding`.
    """
    if order.refund > 0:
        _pay_back(order, ports)
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        current = _order(transaction, order.id)
        if current.status != "refunding":
            return current  # somebody else has written it down
        event = _event(transaction, order.event_id, ports.clock())
        refunded = transaction.refund(order.id, ports.clock())
        notice = RefundNotice(refunded.email, refunded.id, event.title, refunded.refund)
        transaction.post(notice, ports.clock())
        transaction.commit()
    return refunded


def _decide(order_id: int, ports: Ports) -> Order:
    """What is to be paid back, written down before anybody is asked to pay."""
    with ports.store.begin() as transaction:
        event_id = _order(transaction, order_id).event_id
    with ports.store.begin() as transaction:
        transaction.lock_event(event_id)
        now = ports.clock()
        order = _order(transaction, order_id)
        event = _event(transaction, event_id, now)
        if order.status == "refunding":
            raise NotNow("refund-under-way")
        amount = refund_amount(
            order.total,
            order.fee,
            now,
            event.starts_at,
            cancelled=event.is_cancelled,
            paid=order.status == "paid",
            refunded=order.status == "refunded",
        )
        decided = transaction.begin_refund(order_id, amount)
        transaction.commit()
    return decided


def _pay_back(order: Order, ports: Ports) -> None:
    """Ask payments, and ask again where the answer was not clear: with the same key it is done once."""
    cause: PaymentFailed | None = None
    for attempt in range(1, MOST_TRIES + 1):
        try:
            payments = cashier(order, ports)
            payments.refund(order.charge_id or "", order.refund, f"refund-{order.id}")
        except PaymentFailed as failure:
            log.warning("refund-unclear order=%s attempt=%s cause=%r", order.id, attempt, failure)
            cause = failure
        else:
            return
    raise NotRefunded(order.id) from cause


def _order(transaction: Transaction, order_id: int) -> Order:
    order = transaction.order(order_id)
    if order is None:
        raise Unknown("unknown-order")
    return order


def _event(transaction: Transaction, event_id: int, now: datetime) -> Event:
    event = transaction.event(event_id, now)
    if event is None:
        raise Unknown("unknown-event")
    return event

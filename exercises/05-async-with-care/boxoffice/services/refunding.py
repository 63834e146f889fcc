"""Giving money back."""

from __future__ import annotations

from datetime import datetime

from boxoffice.domain import Refused, refund_amount
from boxoffice.domain.catalogue import Event
from boxoffice.domain.orders import Order
from boxoffice.ports import Ports, RefundNotice, Transaction


def refund(order_id: int, ports: Ports) -> Order:
    """Give back what the rules say for an order.

    Raises:
        Refused: `unknown-order`, or what `refund_amount` says.
        PaymentFailed: nothing was given back.
    """
    with ports.store.begin() as transaction:
        event_id = _order(transaction, order_id).event_id
    now = ports.clock()
    with ports.store.begin() as transaction:
        transaction.lock_event(event_id)
        order = _order(transaction, order_id)
        event = _event(transaction, event_id, now)
        amount = refund_amount(
            order.total,
            order.fee,
            now,
            event.starts_at,
            cancelled=event.is_cancelled,
            paid=order.status == "paid",
            refunded=order.status == "refunded",
        )
        if amount > 0:
            ports.payments.refund(order.charge_id, amount)
        refunded = transaction.refund(order_id, amount, ports.clock())
        ports.mail.send_refund(RefundNotice(order.email, order_id, event.title, amount))
        transaction.commit()
        return refunded


def _order(transaction: Transaction, order_id: int) -> Order:
    order = transaction.order(order_id)
    if order is None:
        raise Refused("unknown-order")
    return order


def _event(transaction: Transaction, event_id: int, now: datetime) -> Event:
    event = transaction.event(event_id, now)
    if event is None:
        raise Refused("unknown-event")
    return event

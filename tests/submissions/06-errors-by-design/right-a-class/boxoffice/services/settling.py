"""Settling holds."""

from __future__ import annotations

import logging

from boxoffice.domain.orders import Order
from boxoffice.ports import PaymentFailed, Ports


class Settlement:
    """How an order that is held ends without a sale."""

    log = logging.getLogger("boxoffice")

    def __init__(self, order: Order, ports: Ports) -> None:
        self.order, self.ports = order, ports

    @property
    def key(self) -> str:
        """What payments knows the charge by."""
        return f"charge-{self.order.id}"

    def is_due(self) -> bool:
        """Whether nobody can confirm it any more."""
        with self.ports.store.begin() as transaction:
            transaction.lock_event(self.order.event_id)
            current = transaction.order(self.order.id)
            return current.status == "held" and not current.has_live_hold(self.ports.clock())

    def undo(self, why: str) -> bool:
        """Void and release; whether it is done."""
        self.log.warning("undone order=%s cause=%s", self.order.id, why)
        if self.order.total > 0 and not self._void():
            self._write(lambda transaction: transaction.end_hold(self.order.id, self.ports.clock()))
            return False
        self._write(lambda transaction: transaction.release(self.order.id))
        return True

    def decline(self, unclear: bool) -> bool:
        """Release, and keep the key: a repeat is declined again. Whether nothing is charged for sure."""
        self.log.warning("declined order=%s", self.order.id)
        if unclear and not self._void():
            self._write(lambda transaction: transaction.end_hold(self.order.id, self.ports.clock()))
            return False
        self._write(lambda transaction: transaction.release(self.order.id), free=False)
        return True

    def _void(self) -> bool:
        for _ in range(2):
            try:
                self.ports.payments.void(self.key)
                return True
            except PaymentFailed as failure:
                self.log.error("void order=%s cause=%s", self.order.id, failure)
        return False

    def _write(self, change, free: bool = True) -> None:
        with self.ports.store.begin() as transaction:
            transaction.lock_event(self.order.event_id)
            if transaction.order(self.order.id).status != "held":
                return
            change(transaction)
            if free:
                transaction.free_key(self.order.id)
            transaction.commit()

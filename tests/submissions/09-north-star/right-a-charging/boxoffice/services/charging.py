"""Charging an order."""

from __future__ import annotations

import logging

from boxoffice.domain import NotNow
from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Ports
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import cashier, charge_key, give_up

MOST_TRIES = 3

log = logging.getLogger("boxoffice")


class Charging:
    """One order on its way to being paid: goes to the backup at most once."""

    def __init__(self, order: Order, card: str, ports: Ports) -> None:
        self.order, self._card, self._ports = order, card, ports
        self._unclear: list[PaymentFailed] = []

    def run(self) -> str | None:
        """The charge's id; raises `NotPaid` or `NotNow` where there is none."""
        if self.order.total == 0:
            return None
        try:
            return self._ask()
        except NotReached as gone:
            if self.order.provider == BACKUP or self._ports.backup is None:
                self._end(gone)
        self.order = self._with_backup()
        return self.run()

    def _ask(self) -> str:
        for _ in range(MOST_TRIES):
            try:
                return cashier(self.order, self._ports).charge(
                    self.order.total, self._card, charge_key(self.order)
                )
            except Declined as no:
                log.warning("declined order=%s provider=%s", self.order.id, self.order.provider)
                clear = give_up(
                    self.order, self._ports, may_be_charged=bool(self._unclear), key_is_free=False
                )
                raise NotPaid(self.order.id, declined=clear) from no
            except PaymentFailed as failure:
                self._note(failure)
        return self._end(self._unclear[-1])

    def _note(self, failure: PaymentFailed) -> None:
        log.warning("charge order=%s provider=%s: %r", self.order.id, self.order.provider, failure)
        if isinstance(failure, NotReached) and not self._unclear:
            raise failure
        self._unclear.append(failure)

    def _end(self, cause: PaymentFailed) -> str:
        give_up(self.order, self._ports, may_be_charged=bool(self._unclear))
        raise NotPaid(self.order.id, declined=False) from cause

    def _with_backup(self) -> Order:
        with self._ports.store.begin() as transaction:
            transaction.lock_event(self.order.event_id)
            current = transaction.order(self.order.id)
            if current is not None and current.has_live_hold(self._ports.clock()):
                moved = transaction.use_provider(self.order.id, BACKUP)
                transaction.commit()
                return moved
        give_up(self.order, self._ports, may_be_charged=False)
        raise NotNow("hold-over")

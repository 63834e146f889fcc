"""A till: an order with the provider that takes the money for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Payments, Ports

log = logging.getLogger("boxoffice")

MOST_TRIES = 2


class NotCharged(Exception):
    """The card was declined, or nobody knows. `may_be_charged`: by an attempt before."""

    def __init__(self, declined: bool, may_be_charged: bool) -> None:
        super().__init__("declined" if declined else "unclear")
        self.declined, self.may_be_charged = declined, may_be_charged


class Nobody(Exception):
    """Surely nothing is charged: nobody was there to do it."""


@dataclass(frozen=True)
class Till:
    """Whatever is asked about an order's money is asked here."""

    order: Order
    service: Payments

    @classmethod
    def of(cls, order: Order, ports: Ports) -> Till:
        """The till that the order remembers."""
        service = ports.backup if order.provider == BACKUP else ports.payments
        if service is None:
            raise PaymentFailed("the provider of this order is not connected")
        return cls(order, service)

    @property
    def key(self) -> str:
        return f"charge-{self.order.id}"

    def charge(self, card: str) -> str:
        """Raises NotCharged or Nobody."""
        asked = False
        for _ in range(MOST_TRIES):
            said = self._asked_once(card, asked)
            if isinstance(said, str):
                return said
            asked = asked or not isinstance(said, NotReached)
        if asked:
            raise NotCharged(declined=False, may_be_charged=True)
        raise Nobody

    def _asked_once(self, card: str, asked_before: bool) -> str | PaymentFailed:
        try:
            return self.service.charge(self.order.total, card, self.key)
        except Declined as no:
            log.warning("declined order=%s", self.order.id)
            raise NotCharged(declined=True, may_be_charged=asked_before) from no
        except PaymentFailed as failure:
            log.warning("unclear order=%s cause=%r", self.order.id, failure)
            return failure

    def void(self) -> None:
        self.service.void(self.key)

    def pay_back(self) -> None:
        key = f"refund-{self.order.id}"
        self.service.refund(self.order.charge_id or "", self.order.refund, key)

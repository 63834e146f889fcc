"""A till: an order with the provider that takes the money for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Payments, Ports

log = logging.getLogger("boxoffice")

MOST_TRIES = 2


class SaysNo(Exception):
    """The card was declined. `may_be_charged`: by an attempt before."""

    def __init__(self, may_be_charged: bool) -> None:
        super().__init__("declined")
        self.may_be_charged = may_be_charged


class Unclear(Exception):
    """Nobody knows whether it is charged."""


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
        """Raises SaysNo, Unclear or Nobody."""
        asked = False
        for _ in range(MOST_TRIES):
            try:
                return self.service.charge(self.order.total, card, self.key)
            except Declined as no:
                log.warning("declined order=%s", self.order.id)
                raise SaysNo(asked) from no
            except NotReached as nobody:
                log.warning("nobody-there order=%s cause=%r", self.order.id, nobody)
            except PaymentFailed as failure:
                log.warning("unclear order=%s cause=%r", self.order.id, failure)
                asked = True
        raise Unclear if asked else Nobody

    def void(self) -> None:
        self.service.void(self.key)

    def pay_back(self) -> None:
        key = f"refund-{self.order.id}"
        self.service.refund(self.order.charge_id or "", self.order.refund, key)

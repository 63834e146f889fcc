"""Buying tickets."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from boxoffice.domain import Invalid, NotNow, Price, Promo, Unknown, may_buy, price
from boxoffice.domain.basket import quantities_by_tier
from boxoffice.domain.catalogue import Event
from boxoffice.domain.customers import checked_email, checked_key
from boxoffice.domain.orders import Hold, Order
from boxoffice.domain.sales import HOLD_TIME, check_on_sale
from boxoffice.ports import Confirmation, Declined, PaymentFailed, Ports, Transaction
from boxoffice.services.errors import NotPaid
from boxoffice.services.posting import deliver
from boxoffice.services.settling import Settlement

ATTEMPTS = 2


@dataclass(frozen=True)
class Purchase:
    """What a customer asks for.

    Arguments:
        lines: tier and quantity.
        card: what payments knows the card by.
        promo: a promo code.
        idempotency_key: what the client tells its repeats by.
    """

    event_id: int
    email: str
    lines: tuple[tuple[int, int], ...]
    card: str
    promo: str | None = None
    idempotency_key: str | None = None


def buy(purchase: Purchase, ports: Ports) -> Order:
    """Buy, or say why not."""
    return Sale(purchase, ports).made()


class Sale:
    """One purchase on its way."""

    log = logging.getLogger("boxoffice")

    def __init__(self, purchase: Purchase, ports: Ports) -> None:
        self.purchase, self.ports = purchase, ports
        self.wanted = quantities_by_tier(purchase.lines)
        self.email = checked_email(purchase.email)
        self.key = checked_key(purchase.idempotency_key)

    def made(self) -> Order:
        """All of it."""
        order, is_new = self.reserved()
        if not is_new:
            return order
        paid = self.confirmed(order, self.charged(order))
        deliver(self.ports)
        return paid

    def reserved(self) -> tuple[Order, bool]:
        """The order that is held, or the one of before."""
        with self.ports.store.begin() as transaction:
            transaction.lock_event(self.purchase.event_id)
            before = self.before(transaction) if self.key else None
            if before:
                return before, False
            hold = self.hold(transaction)
            order = transaction.order(transaction.hold(hold))
            transaction.commit()
        return order, True

    def before(self, transaction: Transaction) -> Order | None:
        """What came of the same key."""
        asked = json.dumps([self.purchase.event_id, self.wanted, self.purchase.card, self.purchase.promo], sort_keys=True)
        body = blake2b(asked.encode()).hexdigest()
        use = transaction.claim_key(self.email, self.key, body)
        if use is None:
            return None
        order = transaction.order(use.order_id)
        if use.body != body:
            raise Invalid("key-reused")
        if order.status == "held":
            raise NotNow("key-in-use")
        if order.status == "released":
            raise NotPaid(order.id, declined=True)
        return order

    def hold(self, transaction: Transaction) -> Hold:
        """What is to be held, if the rules allow it."""
        now = self.ports.clock()
        event = _event(transaction, self.purchase.event_id, self.wanted, now)
        check_on_sale(event.status, event.on_sale_at, event.starts_at, now)
        promo = _promo(transaction, self.purchase.promo)
        owned = transaction.tickets_of(self.email, event.id, now)
        left = {tier.id: tier.left for tier in event.tiers}
        may_buy(event.status, event.on_sale_at, event.starts_at, now, self.wanted, left, owned, promo)
        prices = {tier.id: tier.price for tier in event.tiers}
        lines = [(prices[tier_id], quantity) for tier_id, quantity in self.wanted.items()]
        return _hold(self.purchase, self.email, self.key, self.wanted, price(lines, now, promo), now)

    def charged(self, order: Order) -> str | None:
        """The id of the charge."""
        if not order.total:
            return None
        settlement, unclear = Settlement(order, self.ports), None
        for _ in range(ATTEMPTS):
            try:
                return self.ports.payments.charge(order.total, self.purchase.card, settlement.key)
            except PaymentFailed as failure:
                self.log.warning("unclear order=%s cause=%s", order.id, failure)
                unclear = failure
            except Declined as failure:
                is_clear = settlement.decline(unclear is not None)
                raise NotPaid(order.id, declined=is_clear) from failure
        settlement.undo("unclear")
        raise NotPaid(order.id, declined=False) from unclear

    def confirmed(self, order: Order, charge_id: str | None) -> Order:
        """The order with its tickets."""
        with self.ports.store.begin() as transaction:
            transaction.lock_event(order.event_id)
            now = self.ports.clock()
            event = _event(transaction, order.event_id, {}, now)
            if not event.is_cancelled and transaction.order(order.id).has_live_hold(now):
                codes = [self.ports.new_code() for line in order.lines for _ in range(line.quantity)]
                paid = transaction.pay(order.id, charge_id, codes, now)
                transaction.post(_confirmation(event, paid), now)
                transaction.commit()
                return paid
        why = "event-cancelled" if event.is_cancelled else "hold-over"
        if Settlement(order, self.ports).undo(why):
            raise NotNow(why)
        raise NotPaid(order.id, declined=False)


def _event(transaction: Transaction, event_id: int, wanted: Mapping[int, int], now: datetime) -> Event:
    event = transaction.event(event_id, now)
    if event is None:
        raise Unknown("unknown-event")
    if not wanted.keys() <= {tier.id for tier in event.tiers}:
        raise Unknown("unknown-tier")
    return event


def _promo(transaction: Transaction, code: str | None) -> Promo | None:
    if not code:
        return None
    promo = transaction.promo(code)
    if promo is None:
        raise Invalid("unknown-promo")
    return promo


def _hold(
    purchase: Purchase, email: str, key: str | None, wanted: dict[int, int], cost: Price, now: datetime
) -> Hold:
    return Hold(
        event_id=purchase.event_id,
        email=email,
        quantities=wanted,
        price=cost,
        promo=purchase.promo if cost.promo_counts else None,
        idempotency_key=key,
        created_at=now,
        until=now + HOLD_TIME,
    )


def _confirmation(event: Event, order: Order) -> Confirmation:
    codes = tuple(ticket.code for ticket in order.tickets)
    return Confirmation(
        order.email, order.id, event.title, event.venue, event.starts_at, codes, order.total
    )

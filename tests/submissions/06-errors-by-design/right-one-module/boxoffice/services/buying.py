"""Buying tickets, and ending what was begun."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from boxoffice.domain import Invalid, NotNow, Price, Promo, Unknown, may_buy, price
from boxoffice.domain.basket import quantities_by_tier
from boxoffice.domain.catalogue import Event
from boxoffice.domain.customers import checked_email, checked_key
from boxoffice.domain.orders import Hold, Order
from boxoffice.domain.sales import HOLD_TIME, check_on_sale
from boxoffice.ports import Confirmation, Declined, PaymentFailed, Ports, Transaction
from boxoffice.services.errors import NotPaid
from boxoffice.services.posting import deliver

log = logging.getLogger("boxoffice")


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
    wanted = quantities_by_tier(purchase.lines)
    email = checked_email(purchase.email)
    key = checked_key(purchase.idempotency_key)
    body = hashlib.sha256(
        repr((purchase.event_id, sorted(wanted.items()), purchase.card, purchase.promo or "")).encode()
    ).hexdigest()
    with ports.store.begin() as transaction:
        transaction.lock_event(purchase.event_id)
        if key:
            earlier = transaction.claim_key(email, key, body)
            if earlier is not None:
                return _again(transaction, earlier, body)
        now = ports.clock()
        event = _event(transaction, purchase.event_id, wanted, now)
        check_on_sale(event.status, event.on_sale_at, event.starts_at, now)
        promo = _promo(transaction, purchase.promo)
        owned = transaction.tickets_of(email, event.id, now)
        left = {tier.id: tier.left for tier in event.tiers}
        may_buy(event.status, event.on_sale_at, event.starts_at, now, wanted, left, owned, promo)
        prices = {tier.id: tier.price for tier in event.tiers}
        cost = price([(prices[tier_id], quantity) for tier_id, quantity in wanted.items()], now, promo)
        order_id = transaction.hold(_hold(purchase, email, key, wanted, cost, now))
        transaction.commit()

    charge_id = None
    if cost.total:
        attempts = 0
        while charge_id is None:
            attempts += 1
            try:
                charge_id = ports.payments.charge(cost.total, purchase.card, f"charge-{order_id}")
            except Declined as error:
                log.warning("order %s: declined by payments", order_id)
                nothing_charged = end(order_id, event.id, ports, void=attempts > 1, free=False)
                raise NotPaid(order_id, declined=nothing_charged) from error
            except PaymentFailed as error:
                log.warning("order %s: attempt %s is unclear: %s", order_id, attempts, error)
                if attempts == 3:
                    end(order_id, event.id, ports)
                    raise NotPaid(order_id, declined=False) from error

    with ports.store.begin() as transaction:
        transaction.lock_event(event.id)
        now = ports.clock()
        event = _event(transaction, event.id, {}, now)
        held = transaction.order(order_id)
        trouble = None
        if event.is_cancelled:
            trouble = "event-cancelled"
        elif held is None or not held.has_live_hold(now):
            trouble = "hold-over"
        else:
            codes = [ports.new_code() for _ in range(sum(wanted.values()))]
            held = transaction.pay(order_id, charge_id, codes, now)
            transaction.post(_confirmation(event, held), now)
            transaction.commit()
    if trouble:
        log.error("order %s: charged too late: %s", order_id, trouble)
        if not end(order_id, event.id, ports, void=cost.total > 0):
            raise NotPaid(order_id, declined=False)
        raise NotNow(trouble)
    deliver(ports)
    return held


def end(order_id: int, event_id: int, ports: Ports, void: bool = True, free: bool = True) -> bool:
    """End an order that was not sold. False: payments did not say whether nothing is charged."""
    clear = True
    if void:
        try:
            ports.payments.void(f"charge-{order_id}")
        except PaymentFailed as error:
            log.error("order %s: the void is unclear: %s", order_id, error)
            clear = False
    with ports.store.begin() as transaction:
        transaction.lock_event(event_id)
        order = transaction.order(order_id)
        if order is not None and order.status == "held":
            if clear:
                transaction.release(order_id)
            else:
                transaction.end_hold(order_id, ports.clock())
            if free or not clear:
                transaction.free_key(order_id)
            transaction.commit()
    return clear


def _again(transaction: Transaction, earlier, body: str) -> Order:
    order = transaction.order(earlier.order_id)
    if earlier.body != body:
        raise Invalid("key-reused")
    if order is None or order.status == "held":
        raise NotNow("key-in-use")
    if order.status == "released":
        raise NotPaid(order.id, declined=True)
    return order


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

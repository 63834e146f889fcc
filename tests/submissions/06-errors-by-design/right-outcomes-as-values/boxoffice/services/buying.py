"""Buying tickets."""

from __future__ import annotations

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
from boxoffice.ports import Confirmation, Ports, Transaction
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import Charged, No, Unclear, closed, tried, voided
from boxoffice.services.posting import deliver
from boxoffice.services.repeats import told_before

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
    wanted, email = quantities_by_tier(purchase.lines), checked_email(purchase.email)
    key = checked_key(purchase.idempotency_key)
    with ports.store.begin() as transaction:
        transaction.lock_event(purchase.event_id)
        before = told_before(transaction, purchase, email, key, wanted) if key else None
        if before is not None:
            return before
        order = _held(transaction, purchase, email, key, wanted, ports.clock())
        transaction.commit()
    match tried(order, purchase.card, ports):
        case Charged(charge_id):
            return _sold(order, charge_id, ports)
        case No(sure, cause):
            log.warning("order=%s is released: declined", order.id)
            is_void = sure or voided(order, ports)
            closed(order, ports, is_void, keep_key=is_void)
            raise NotPaid(order.id, declined=is_void) from cause
        case Unclear(cause):
            closed(order, ports, voided(order, ports))
            raise NotPaid(order.id, declined=False) from cause


def _held(
    transaction: Transaction, purchase: Purchase, email: str, key: str | None, wanted: dict[int, int], now: datetime
) -> Order:
    event = _event(transaction, purchase.event_id, wanted, now)
    check_on_sale(event.status, event.on_sale_at, event.starts_at, now)
    promo = _promo(transaction, purchase.promo)
    owned = transaction.tickets_of(email, event.id, now)
    left = {tier.id: tier.left for tier in event.tiers}
    may_buy(event.status, event.on_sale_at, event.starts_at, now, wanted, left, owned, promo)
    prices = {tier.id: tier.price for tier in event.tiers}
    cost = price([(prices[tier_id], quantity) for tier_id, quantity in wanted.items()], now, promo)
    return transaction.order(transaction.hold(_hold(purchase, email, key, wanted, cost, now)))


def _sold(order: Order, charge_id: str | None, ports: Ports) -> Order:
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        now = ports.clock()
        event, current = _event(transaction, order.event_id, {}, now), transaction.order(order.id)
        match event.is_cancelled, current.has_live_hold(now):
            case False, True:
                many = sum(line.quantity for line in order.lines)
                paid = transaction.pay(order.id, charge_id, [ports.new_code() for _ in range(many)], now)
                transaction.post(_confirmation(event, paid), now)
                transaction.commit()
                reason = None
            case True, _:
                reason = "event-cancelled"
            case _:
                reason = "hold-over"
    if reason is None:
        deliver(ports)
        return paid
    log.warning("order=%s was charged and is not sold: %s", order.id, reason)
    is_void = voided(order, ports)
    closed(order, ports, is_void)
    raise NotNow(reason) if is_void else NotPaid(order.id, declined=False)


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

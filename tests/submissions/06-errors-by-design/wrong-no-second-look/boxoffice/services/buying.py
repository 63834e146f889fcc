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
from boxoffice.ports import Confirmation, Declined, PaymentFailed, Ports, Transaction
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import charge_key, give_up, release
from boxoffice.services.posting import deliver
from boxoffice.services.repeats import earlier, fingerprint

MOST_TRIES = 3
"""With the void they fit into 30 seconds."""

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
    """Hold the seats, charge the card, hand out the tickets and confirm by mail.

    Raises:
        Refused: `no-tickets`, `too-many-tickets`, `bad-email`, `bad-key`, `unknown-event`,
            `unknown-tier`, `not-on-sale`, `unknown-promo`, `promo-over`, `too-many-for-customer` or
            `sold-out`, the first that applies.
        NotPaid: the order was released.
    """
    wanted = quantities_by_tier(purchase.lines)
    email = checked_email(purchase.email)
    key = checked_key(purchase.idempotency_key)
    order = _reserve(purchase, wanted, email, key, ports)
    if order.status != "held":
        return order
    charge_id = _charge(order, purchase.card, ports)
    order = _confirm(order, charge_id, ports)
    deliver(ports)
    return order


def _reserve(
    purchase: Purchase, wanted: dict[int, int], email: str, key: str | None, ports: Ports
) -> Order:
    """Hold the seats; or the order that was bought with the same key."""
    with ports.store.begin() as transaction:
        transaction.lock_event(purchase.event_id)
        if key:
            body = fingerprint(purchase.event_id, wanted, purchase.card, purchase.promo)
            if sold := earlier(transaction, email, key, body):
                return sold
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
        order = _order(transaction, order_id)
        transaction.commit()
    return order


def _charge(order: Order, card: str, ports: Ports) -> str | None:
    """The charge's id. Nothing to pay asks nobody.

    Raises:
        NotPaid: the order is given up.
    """
    if order.total == 0:
        return None
    unclear: PaymentFailed | None = None
    for attempt in range(1, MOST_TRIES + 1):
        try:
            return ports.payments.charge(order.total, card, charge_key(order.id))
        except PaymentFailed as failure:
            log.warning("charge-unclear order=%s attempt=%s cause=%r", order.id, attempt, failure)
            unclear = failure
        except Declined as refusal:
            log.warning("charge-declined order=%s cause=%r", order.id, refusal)
            if unclear is None:
                release(order, ports, keep_key=True)
                raise NotPaid(order.id, declined=True) from refusal
            break
    give_up(order, ports)
    raise NotPaid(order.id, declined=False) from unclear


def _confirm(held: Order, charge_id: str | None, ports: Ports) -> Order:
    """Hand out the tickets, if it may still be done.

    Raises:
        NotNow: `event-cancelled` or `hold-over`; the order is given up.
    """
    with ports.store.begin() as transaction:
        transaction.lock_event(held.event_id)
        now = ports.clock()
        order = _order(transaction, held.id)
        event = transaction.event(held.event_id, now)
        if event is None or event.is_cancelled:
            too_late = "event-cancelled"
        elif not order.has_live_hold(now):
            too_late = "hold-over"
        else:
            codes = [ports.new_code() for line in order.lines for _ in range(line.quantity)]
            paid = transaction.pay(order.id, charge_id, codes, now)
            transaction.post(_confirmation(event, paid), now)
            transaction.commit()
            return paid
    log.warning("too-late order=%s cause=%s", held.id, too_late)
    give_up(held, ports)
    raise NotNow(too_late)


def _order(transaction: Transaction, order_id: int) -> Order:
    order = transaction.order(order_id)
    if order is None:
        raise Unknown("unknown-order")
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

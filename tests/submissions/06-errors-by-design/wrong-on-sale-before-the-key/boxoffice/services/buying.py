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
from boxoffice.services.giving_up import charge_key, give_up
from boxoffice.services.posting import deliver
from boxoffice.services.repeats import earlier_order, fingerprint

MOST_TRIES = 3
"""Three attempts of 7 seconds and a void end within 30."""

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
    """Hold seats, charge the card, hand out tickets, confirm by mail: each lasts before the next begins.

    Raises:
        Refused: `no-tickets`, `too-many-tickets`, `bad-email`, `bad-key`, `key-reused`, `key-in-use`,
            `unknown-event`, `unknown-tier`, `not-on-sale`, `unknown-promo`, `promo-over`,
            `too-many-for-customer` or `sold-out`, the first that applies; `event-cancelled` or `hold-over`
            if that happened while the card was charged.
        NotPaid: the order was released, or will be by `recover`.
    """
    order = _reserve(purchase, ports)
    if order.status != "held":
        return order  # a repeat: it was bought before
    charge_id = _charge(order, purchase.card, ports)
    paid = _confirm(order, charge_id, ports)
    deliver(ports)
    return paid


def _reserve(purchase: Purchase, ports: Ports) -> Order:
    """An order that is held; or, for a repeat, what came of the first purchase."""
    wanted = quantities_by_tier(purchase.lines)
    email = checked_email(purchase.email)
    key = checked_key(purchase.idempotency_key)
    body = fingerprint(purchase.event_id, wanted, purchase.card, purchase.promo)
    with ports.store.begin() as transaction:
        transaction.lock_event(purchase.event_id)
        now = ports.clock()
        event = _event(transaction, purchase.event_id, wanted, now)
        check_on_sale(event.status, event.on_sale_at, event.starts_at, now)
        use = transaction.claim_key(email, key, body) if key else None
        if use is not None:
            return earlier_order(transaction, use, body)
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
    """The charge's id. Nothing to pay asks nobody; what is not clear is asked again, with the same key.

    Raises:
        NotPaid: declined, or not clear after all tries; the order is given up.
    """
    if order.total == 0:
        return None
    cause: PaymentFailed | None = None
    for attempt in range(1, MOST_TRIES + 1):
        try:
            return ports.payments.charge(order.total, card, charge_key(order))
        except Declined as declined:
            log.warning("card-declined order=%s attempt=%s", order.id, attempt)
            # An attempt before may have charged it, or may do so yet.
            settled = give_up(order, ports, may_be_charged=cause is not None, key_is_free=False)
            raise NotPaid(order.id, declined=settled) from declined  # else nobody knows what was charged
        except PaymentFailed as failure:
            log.warning("charge-unclear order=%s attempt=%s cause=%r", order.id, attempt, failure)
            cause = failure
    give_up(order, ports)
    raise NotPaid(order.id, declined=False) from cause


def _confirm(order: Order, charge_id: str | None, ports: Ports) -> Order:
    """Turn the hold into tickets, if it is still alive.

    Raises:
        Refused: `event-cancelled` or `hold-over`; the charge is voided.
        NotPaid: the same, and payments did not say whether it is voided.
    """
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        now = ports.clock()
        event = _event(transaction, order.event_id, {}, now)
        if _order(transaction, order.id).has_live_hold(now) and not event.is_cancelled:
            codes = [ports.new_code() for line in order.lines for _ in range(line.quantity)]
            paid = transaction.pay(order.id, charge_id, codes, now)
            transaction.post(_confirmation(event, paid), now)
            transaction.commit()
            return paid
    reason = "event-cancelled" if event.is_cancelled else "hold-over"
    log.warning("not-confirmed order=%s cause=%s", order.id, reason)
    if not give_up(order, ports):
        raise NotPaid(order.id, declined=False)
    raise NotNow(reason)


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

"""Buying tickets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from boxoffice.domain import Price, Promo, Refused, may_buy, price
from boxoffice.domain.basket import quantities_by_tier
from boxoffice.domain.catalogue import Event
from boxoffice.domain.customers import checked_email
from boxoffice.domain.orders import Hold, Order
from boxoffice.domain.sales import HOLD_TIME, check_on_sale
from boxoffice.ports import Confirmation, Declined, PaymentFailed, Ports, Transaction
from boxoffice.services.errors import NotPaid


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
        Refused: `no-tickets`, `too-many-tickets`, `bad-email`, `unknown-event`, `unknown-tier`,
            `not-on-sale`, `unknown-promo`, `promo-over`, `too-many-for-customer` or `sold-out`, the first
            that applies.
        NotPaid: the order was released.
    """
    wanted = quantities_by_tier(purchase.lines)
    email = checked_email(purchase.email)
    now = ports.clock()
    with ports.store.begin() as transaction:
        transaction.lock_event(purchase.event_id)
        event = _event(transaction, purchase.event_id, wanted, now)
        check_on_sale(event.status, event.on_sale_at, event.starts_at, now)
        promo = _promo(transaction, purchase.promo)
        owned = transaction.tickets_of(email, event.id, now)
        left = {tier.id: tier.left for tier in event.tiers}
        may_buy(event.status, event.on_sale_at, event.starts_at, now, wanted, left, owned, promo)
        prices = {tier.id: tier.price for tier in event.tiers}
        cost = price([(prices[tier_id], quantity) for tier_id, quantity in wanted.items()], now, promo)
        hold = _hold(purchase, email, wanted, cost, now)
        charge_id = _charge(transaction, hold, cost, purchase.card, ports)
        order_id = transaction.hold(hold)
        codes = [ports.new_code() for _ in range(sum(wanted.values()))]
        order = transaction.pay(order_id, charge_id, codes, ports.clock())
        ports.mail.send_confirmation(_confirmation(event, order))
        transaction.commit()
    return order


def _event(transaction: Transaction, event_id: int, wanted: Mapping[int, int], now: datetime) -> Event:
    event = transaction.event(event_id, now)
    if event is None:
        raise Refused("unknown-event")
    if not wanted.keys() <= {tier.id for tier in event.tiers}:
        raise Refused("unknown-tier")
    return event


def _promo(transaction: Transaction, code: str | None) -> Promo | None:
    if not code:
        return None
    promo = transaction.promo(code)
    if promo is None:
        raise Refused("unknown-promo")
    return promo


def _hold(purchase: Purchase, email: str, wanted: dict[int, int], cost: Price, now: datetime) -> Hold:
    return Hold(
        event_id=purchase.event_id,
        email=email,
        quantities=wanted,
        price=cost,
        promo=purchase.promo if cost.promo_counts else None,
        idempotency_key=purchase.idempotency_key,
        created_at=now,
        until=now + HOLD_TIME,
    )


def _charge(transaction: Transaction, hold: Hold, cost: Price, card: str, ports: Ports) -> str | None:
    """Charge the card, if there is anything to pay; an order that is not paid is released.

    Returns:
        The charge's id; None where there was nothing to pay.
    """
    if cost.total == 0:
        return None
    try:
        return ports.payments.charge(cost.total, card, f"order of {hold.email}")
    except (Declined, PaymentFailed) as failure:
        order_id = transaction.hold(hold)
        transaction.release(order_id)
        transaction.commit()
        raise NotPaid(order_id, declined=isinstance(failure, Declined)) from failure


def _confirmation(event: Event, order: Order) -> Confirmation:
    codes = tuple(ticket.code for ticket in order.tickets)
    return Confirmation(
        order.email, order.id, event.title, event.venue, event.starts_at, codes, order.total
    )

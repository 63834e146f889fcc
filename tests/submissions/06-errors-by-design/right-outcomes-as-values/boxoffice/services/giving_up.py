"""What may become of a charge, as values; and what is to be done about it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from boxoffice.domain.orders import Order
from boxoffice.ports import Declined, PaymentFailed, Ports

log = logging.getLogger("boxoffice")


@dataclass(frozen=True)
class Charged:
    """It is paid."""

    charge_id: str | None


@dataclass(frozen=True)
class No:
    """It is not paid; `sure` if nothing can be charged."""

    sure: bool
    cause: Exception


@dataclass(frozen=True)
class Unclear:
    """Nobody knows."""

    cause: Exception


def tried(order: Order, card: str, ports: Ports, tries: int = 3) -> Charged | No | Unclear:
    """Ask until it is clear, or often enough."""
    if order.total == 0:
        return Charged(None)
    outcome = attempt(order, card, ports)
    unclear = isinstance(outcome, Unclear)
    while isinstance(outcome, Unclear) and tries > 1:
        tries -= 1
        outcome = attempt(order, card, ports)
    if isinstance(outcome, No):
        return No(not unclear, outcome.cause)
    return outcome


def attempt(order: Order, card: str, ports: Ports) -> Charged | No | Unclear:
    """One attempt."""
    try:
        return Charged(ports.payments.charge(order.total, card, f"charge-{order.id}"))
    except Declined as cause:
        log.info("order=%s was declined", order.id)
        return No(True, cause)
    except PaymentFailed as cause:
        log.warning("order=%s unclear: %r", order.id, cause)
        return Unclear(cause)


def voided(order: Order, ports: Ports) -> bool:
    """Whether nothing is charged now, nor will be."""
    if order.total == 0:
        return True
    try:
        ports.payments.void(f"charge-{order.id}")
    except PaymentFailed as cause:
        log.error("order=%s void unclear: %r", order.id, cause)
        return False
    return True


def closed(order: Order, ports: Ports, is_void: bool, keep_key: bool = False) -> None:
    """Write down that nothing came of it."""
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        match transaction.order(order.id).status, is_void:
            case "held", True:
                transaction.release(order.id)
            case "held", False:
                transaction.end_hold(order.id, ports.clock())
        if not keep_key:
            transaction.free_key(order.id)
        transaction.commit()

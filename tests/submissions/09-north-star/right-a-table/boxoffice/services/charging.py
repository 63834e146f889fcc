"""Charging: one provider after the other, as long as nothing can have been charged."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from boxoffice.domain import NotNow
from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Ports
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import charge_key, give_up
from boxoffice.services.providers import provider_of

log = logging.getLogger("boxoffice")

PATIENCE = 3
"""Attempts with one provider."""


def charge(order: Order, card: str, ports: Ports) -> tuple[Order, str | None]:
    """The order with its provider, and the charge's id."""
    if order.total == 0:
        return order, None
    for held in _with_each_provider(order, ports):
        charge_id = _charged(held, card, ports)
        if charge_id is not None:
            return held, charge_id
        order = held
    give_up(order, ports, may_be_charged=False)
    raise NotPaid(order.id, declined=False)


def _with_each_provider(order: Order, ports: Ports) -> Iterator[Order]:
    yield order
    if ports.backup is not None:
        yield _moved(order, ports)


def _moved(order: Order, ports: Ports) -> Order:
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        now = ports.clock()
        found = transaction.order(order.id)
        alive = found is not None and found.has_live_hold(now)
        moved = transaction.use_provider(order.id, BACKUP) if alive else order
        transaction.commit()
    if alive:
        return moved
    give_up(order, ports, may_be_charged=False)
    raise NotNow("hold-over")


def _charged(order: Order, card: str, ports: Ports) -> str | None:
    """The charge's id; None if the provider was never reached."""
    said: list[str | PaymentFailed] = []
    while len(said) < PATIENCE:
        said.append(_said(order, card, ports, bool(said)))
        if isinstance(said[-1], str):
            return said[-1]
        if isinstance(said[0], NotReached):
            return None
    give_up(order, ports)
    raise NotPaid(order.id, declined=False)


def _said(order: Order, card: str, ports: Ports, asked_before: bool) -> str | PaymentFailed:
    try:
        return provider_of(order, ports).charge(order.total, card, charge_key(order))
    except Declined as no:
        log.warning("card-declined order=%s", order.id)
        settled = give_up(order, ports, may_be_charged=asked_before, key_is_free=False)
        raise NotPaid(order.id, declined=settled) from no
    except PaymentFailed as failure:
        log.warning("charge-unclear order=%s cause=%r", order.id, failure)
        return failure

"""Charging an order, by the main provider; by the backup if the main one surely did not."""

from __future__ import annotations

import logging

from boxoffice.domain import NotNow
from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Payments, Ports
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import charge_key, give_up
from boxoffice.services.providers import provider_of

MOST_TRIES = 3
"""One attempt that is not reached within 2 seconds, three of 7 seconds and a void end within 30."""

log = logging.getLogger("boxoffice")


def charge(order: Order, card: str, ports: Ports) -> tuple[Order, str | None]:
    """The order, with the provider that charged it, and the charge's id. Nothing to pay asks nobody.

    Raises:
        Refused: `hold-over`, before anybody had charged it.
        NotPaid: declined, not reached, or not clear after all tries; the order is given up.
    """
    if order.total == 0:
        return order, None
    try:
        return order, _charge_id(order, card, ports)
    except NotReached as failure:
        if order.provider == BACKUP or ports.backup is None:
            if order.provider == BACKUP:
                _void(order, ports.payments)
                _void(order, provider_of(order, ports))
            give_up(order, ports, may_be_charged=False)
            raise NotPaid(order.id, declined=False) from failure
    return charge(_handed_over(order, ports), card, ports)


def _void(order: Order, provider: Payments) -> None:
    """So that nothing is charged there, whatever has happened."""
    try:
        provider.void(charge_key(order))
    except PaymentFailed as failure:
        log.warning("void-unclear order=%s cause=%r", order.id, failure)


def _charge_id(order: Order, card: str, ports: Ports) -> str:
    """What the order's provider says; what is not clear is asked again, with the same key.

    Raises:
        NotReached: nothing is charged, by no attempt.
        NotPaid: declined, or not clear after all tries; the order is given up.
    """
    unclear: PaymentFailed | None = None
    for _ in range(MOST_TRIES):
        outcome = _attempt(order, card, ports, may_be_charged=unclear is not None)
        if isinstance(outcome, str):
            return outcome
        if isinstance(outcome, NotReached) and unclear is None:
            raise outcome
        unclear = outcome
    give_up(order, ports)
    raise NotPaid(order.id, declined=False) from unclear


def _attempt(order: Order, card: str, ports: Ports, *, may_be_charged: bool) -> str | PaymentFailed:
    """The charge's id, or why there is none.

    Arguments:
        may_be_charged: whether an attempt before may have charged it, or may do so yet.

    Raises:
        NotPaid: declined, if that settles the order; it is given up.
    """
    try:
        return provider_of(order, ports).charge(order.total, card, charge_key(order))
    except Declined as declined:
        log.warning("card-declined order=%s provider=%s", order.id, order.provider)
        settled = give_up(order, ports, may_be_charged=may_be_charged, key_is_free=False)
        raise NotPaid(order.id, declined=settled) from declined  # else nobody knows what was charged
    except NotReached as failure:
        log.warning("charge-not-reached order=%s provider=%s cause=%r", order.id, order.provider, failure)
        return failure
    except PaymentFailed as failure:
        log.warning("charge-unclear order=%s provider=%s cause=%r", order.id, order.provider, failure)
        return failure


def _handed_over(order: Order, ports: Ports) -> Order:
    """The order, with the backup written down as its provider before that one is asked for anything.

    Raises:
        Refused: `hold-over`: somebody settles it already, and asks the main provider alone.
    """
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        current = transaction.order(order.id)
        if current is not None and current.has_live_hold(ports.clock()):
            handed_over = transaction.use_provider(order.id, BACKUP)
            transaction.commit()
            return handed_over
    give_up(order, ports, may_be_charged=False)
    raise NotNow("hold-over")

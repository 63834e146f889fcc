"""Charging a card: the first provider, and the second where the first surely did nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from boxoffice.domain import NotNow, Unknown
from boxoffice.domain.orders import BACKUP, MAIN, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Ports
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import charge_key, give_up
from boxoffice.services.providers import provider_of

MOST_TRIES = 3
"""A second to be told that nobody is there, three attempts of 7 seconds and a void end within 30."""

log = logging.getLogger("boxoffice")


def charge(order: Order, card: str, ports: Ports) -> tuple[Order, str | None]:
    """The order as it is charged, and the charge's id. Nothing to pay asks nobody.

    Raises:
        NotPaid: declined, or not clear after all tries; the order is given up.
        Refused: `event-cancelled` or `hold-over`, before the second was asked.
    """
    if order.total == 0:
        return order, None
    try:
        return order, _charge(order, card, ports)
    except NotReached:
        moved = _hand_over(order, ports)
        return moved, _charge(moved, card, ports)


def _charge(order: Order, card: str, ports: Ports) -> str:
    """Ask the order's provider; what is not clear is asked again, with the same key.

    Raises:
        NotReached: it surely did nothing, and there is somebody else to ask.
        NotPaid: see `charge`.
    """
    failures: list[PaymentFailed] = []
    while len(failures) < MOST_TRIES:
        try:
            return _attempt(order, card, ports, failures)
        except PaymentFailed as failure:
            log.warning("charge-unclear order=%s attempt=%s cause=%r", order.id, len(failures) + 1, failure)
            failures.append(failure)
        if _somebody_else_may(order, failures, ports):
            raise failures[-1]
    give_up(order, ports, may_be_charged=_may_be_charged(failures))
    raise NotPaid(order.id, declined=False) from failures[-1]


def _attempt(order: Order, card: str, ports: Ports, failures: Sequence[PaymentFailed]) -> str:
    try:
        return provider_of(order, ports).charge(order.total, card, charge_key(order))
    except Declined as declined:
        log.warning("card-declined order=%s attempt=%s", order.id, len(failures) + 1)
        # An attempt before may have charged it, or may do so yet.
        settled = give_up(order, ports, may_be_charged=_may_be_charged(failures), key_is_free=False)
        raise NotPaid(order.id, declined=settled) from declined


def _may_be_charged(failures: Sequence[PaymentFailed]) -> bool:
    return not all(isinstance(failure, NotReached) for failure in failures)


def _somebody_else_may(order: Order, failures: Sequence[PaymentFailed], ports: Ports) -> bool:
    return order.provider == MAIN and ports.backup is not None and not _may_be_charged(failures)


def _hand_over(order: Order, ports: Ports) -> Order:
    """Write down that the second charges it, before it is asked.

    Raises:
        Refused: `event-cancelled` or `hold-over`; nothing was charged.
    """
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        now = ports.clock()
        current = transaction.order(order.id)
        if current is not None:
            moved = transaction.use_provider(order.id, BACKUP)
            transaction.commit()
            log.warning("handed-over order=%s", order.id)
            return moved
        event = transaction.event(order.event_id, now)
    if event is None:
        raise Unknown("unknown-event")
    give_up(order, ports, may_be_charged=False)
    raise NotNow("event-cancelled" if event.is_cancelled else "hold-over")

"""Charging an order, by the main provider; by the backup if the main one surely did not."""

from __future__ import annotations

import logging

from boxoffice.domain import NotNow
from boxoffice.domain.orders import BACKUP, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Ports
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import charge_key, give_up
from boxoffice.services.providers import provider_of

MOST_TRIES = 3
"""One attempt that is not reached within 2 seconds, three of 7 seconds and a void end within 30."""

log = logging.getLogger("boxoffice")


def charge(order: Order, card: str, ports: Ports) -> tuple[Order, str | None]:
    """The order, with the provider that charged it, and the charge's id."""
    if order.total == 0:
        return order, None
    unclear: PaymentFailed | None = None
    for _ in range(MOST_TRIES):
        try:
            return order, provider_of(order, ports).charge(order.total, card, charge_key(order))
        except Declined as declined:
            log.warning("card-declined order=%s", order.id)
            settled = give_up(order, ports, may_be_charged=unclear is not None, key_is_free=False)
            raise NotPaid(order.id, declined=settled) from declined
        except PaymentFailed as failure:
            log.warning("charge-unclear order=%s cause=%r", order.id, failure)
            if isinstance(failure, NotReached) and unclear is None:
                if order.provider != BACKUP and ports.backup is not None:
                    return charge(_handed_over(order, ports), card, ports)
                give_up(order, ports, may_be_charged=False)
                raise NotPaid(order.id, declined=False) from failure
            unclear = failure
    give_up(order, ports)
    raise NotPaid(order.id, declined=False) from unclear


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

"""Charging an order at one till after the other."""

from __future__ import annotations

from boxoffice.domain import NotNow
from boxoffice.domain.orders import BACKUP, MAIN, Order
from boxoffice.ports import Ports
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import give_up
from boxoffice.services.tills import Nobody, NotCharged, Till


def charge(order: Order, card: str, ports: Ports) -> tuple[Order, str | None]:
    """The order as it was charged, and the charge's id."""
    if not order.total:
        return order, None
    try:
        return order, Till.of(order, ports).charge(card)
    except NotCharged as no:
        is_clear = give_up(order, ports, may_be_charged=no.may_be_charged, key_is_free=not no.declined)
        raise NotPaid(order.id, declined=no.declined and is_clear) from no
    except Nobody as nobody:
        next_order = _next_till(order, ports)
        if next_order is None:
            give_up(order, ports, may_be_charged=False)
            raise NotPaid(order.id, declined=False) from nobody
    return charge(next_order, card, ports)


def _next_till(order: Order, ports: Ports) -> Order | None:
    if order.provider != MAIN or not ports.backup:
        return None
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        current = transaction.order(order.id)
        if current and current.has_live_hold(ports.clock()):
            moved = transaction.use_provider(order.id, BACKUP)
            transaction.commit()
            return moved
    give_up(order, ports, may_be_charged=False)
    raise NotNow("hold-over")

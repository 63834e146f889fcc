"""Events: the list, one of them, a new one."""

from __future__ import annotations

from datetime import datetime

from boxoffice.domain import Invalid, NotNow, Unknown
from boxoffice.domain.catalogue import Event
from boxoffice.ports import EventFilter, NewEvent, NewPromo, Ports, Transaction


def list_events(wanted: EventFilter, ports: Ports) -> list[Event]:
    """Events in the order in which they start, with what is left of each."""
    with ports.store.begin() as transaction:
        return transaction.events(wanted, ports.clock())


def load_event(event_id: int, ports: Ports) -> Event:
    """An event with what is left of it.

    Raises:
        Refused: `unknown-event`.
    """
    with ports.store.begin() as transaction:
        return _event(transaction, event_id, ports.clock())


def create_event(new: NewEvent, ports: Ports) -> Event:
    """Keep a new event with its tiers and promo codes.

    Raises:
        Refused: `bad-promo`, which has percent and amount or neither; `promo-exists`.
    """
    codes = [promo.code for promo in new.promos]
    with ports.store.begin() as transaction:
        for promo in new.promos:
            _check_promo(promo, codes, transaction)
        event = _event(transaction, transaction.add_event(new), ports.clock())
        transaction.commit()
    return event


def _check_promo(promo: NewPromo, codes: list[str], transaction: Transaction) -> None:
    if (promo.percent is None) == (promo.amount is None):
        raise Invalid("bad-promo")
    if transaction.promo(promo.code) or codes.count(promo.code) > 1:
        raise NotNow("promo-exists", code=promo.code)


def _event(transaction: Transaction, event_id: int, now: datetime) -> Event:
    event = transaction.event(event_id, now)
    if event is None:
        raise Unknown("unknown-event")
    return event

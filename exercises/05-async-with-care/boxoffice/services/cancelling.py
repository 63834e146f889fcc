"""Cancelling an event."""

from __future__ import annotations

import logging

from boxoffice.domain import Refused
from boxoffice.ports import Ports

log = logging.getLogger("boxoffice")


def cancel(event_id: int, ports: Ports) -> int:
    """Cancel an event. Holds are freed, paid orders can be refunded by request.

    Returns:
        How many holds were freed.

    Raises:
        Refused: `unknown-event` or `already-cancelled`.
    """
    with ports.store.begin() as transaction:
        transaction.lock_event(event_id)
        event = transaction.event(event_id, ports.clock())
        if event is None:
            raise Refused("unknown-event")
        if event.is_cancelled:
            raise Refused("already-cancelled")
        released = transaction.cancel(event_id)
        transaction.commit()
    log.warning("event %s is cancelled, %s holds freed", event_id, released)
    return released

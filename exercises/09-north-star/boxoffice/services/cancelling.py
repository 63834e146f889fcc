"""Cancelling an event."""

from __future__ import annotations

import logging

from boxoffice.domain import NotNow, Unknown
from boxoffice.ports import Ports

log = logging.getLogger("boxoffice")


def cancel(event_id: int, ports: Ports) -> int:
    """Cancel an event. Its holds are over, and settled by whoever buys, or by `recover`; paid orders can be
    refunded by request.

    Returns:
        How many holds were freed.

    Raises:
        Refused: `unknown-event` or `already-cancelled`.
    """
    with ports.store.begin() as transaction:
        transaction.lock_event(event_id)
        now = ports.clock()
        event = transaction.event(event_id, now)
        if event is None:
            raise Unknown("unknown-event")
        if event.is_cancelled:
            raise NotNow("already-cancelled")
        released = transaction.cancel(event_id, now)
        transaction.commit()
    log.warning("event %s is cancelled, %s holds freed", event_id, released)
    return released

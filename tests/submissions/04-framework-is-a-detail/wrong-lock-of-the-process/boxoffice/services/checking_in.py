"""Checking a ticket in at the door."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

from boxoffice.domain import Refused, check_in
from boxoffice.domain.orders import Admission
from boxoffice.ports import Ports

DOOR = threading.Lock()

log = logging.getLogger("boxoffice")


def check_in_ticket(code: str, gate: str, ports: Ports) -> Admission:
    """Let a ticket in, once.

    Arguments:
        code: of the ticket.
        gate: where it was shown, for the log.

    Raises:
        Refused: `unknown-ticket`, or what `boxoffice.domain.check_in` says.
    """
    now = ports.clock()
    with DOOR, ports.store.begin() as transaction:
        ticket = transaction.admission(code)
        if ticket is None:
            raise Refused("unknown-ticket")
        used = ticket.used_at is not None
        check_in(now, ticket.starts_at, ticket.is_paid, ticket.event_is_cancelled, used)
        if used:
            raise Refused("used")
        transaction.use_ticket(code, now)
        transaction.commit()
    log.info("ticket %s at gate %s", code, gate)
    return replace(ticket, used_at=now)

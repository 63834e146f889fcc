"""Checking a ticket in at the door."""

from __future__ import annotations

import logging
from dataclasses import replace

from boxoffice.domain import DoorHours, NotNow, Unknown, check_in
from boxoffice.domain.orders import Admission
from boxoffice.ports import Ports

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
    with ports.store.begin() as transaction:
        ticket = transaction.admission(code)
        if ticket is None:
            raise Unknown("unknown-ticket")
        used = ticket.used_at is not None
        match ticket.hours:
            case DoorHours(opens, _) if ticket.used_at is None and ticket.is_paid and not ticket.event_is_cancelled and now < ticket.starts_at - opens:
                raise NotNow("too-early")
        check_in(now, ticket.starts_at, ticket.is_paid, ticket.event_is_cancelled, used, ticket.hours)
        if not transaction.use_ticket(code, now):
            raise NotNow("used")
        transaction.commit()
    log.info("ticket %s at gate %s", code, gate)
    return replace(ticket, used_at=now)

"""Checking a ticket in at the door."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from boxoffice.domain import Refused
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
            raise Refused("unknown-ticket")
        if not ticket.is_paid:
            raise Refused("refunded")
        if ticket.event_is_cancelled:
            raise Refused("event-cancelled")
        if ticket.used_at:
            raise Refused("used")
        if now < ticket.starts_at - timedelta(hours=3):
            raise Refused("too-early")
        if now >= ticket.starts_at + timedelta(hours=6):
            raise Refused("too-late")
        if not transaction.use_ticket(code, now):
            raise Refused("used")
        transaction.commit()
    log.info("ticket %s of order %s came in at gate %s", code, ticket.order_id, gate)
    return replace(ticket, used_at=now)

"""At the door."""

from __future__ import annotations

import dataclasses
import logging
from datetime import datetime

from boxoffice.domain import Refused, check_in
from boxoffice.domain.orders import Admission
from boxoffice.ports import Ports, Transaction

logger = logging.getLogger(__name__)


def check_in_ticket(code: str, gate: str, ports: Ports) -> Admission:
    """Let a ticket in, once."""
    with ports.store.begin() as transaction:
        admitted = _admit(transaction, _known(transaction, code), ports.clock())
        transaction.commit()
    logger.info("%s came in at gate %s", code, gate)
    return admitted


def _known(transaction: Transaction, code: str) -> Admission:
    if found := transaction.admission(code):
        return found
    raise Refused("unknown-ticket")


def _admit(transaction: Transaction, ticket: Admission, now: datetime) -> Admission:
    check_in(
        now=now,
        starts_at=ticket.starts_at,
        paid=ticket.is_paid,
        cancelled=ticket.event_is_cancelled,
        used=bool(ticket.used_at),
    )
    was_first = transaction.use_ticket(ticket.code, now)
    if not was_first:
        raise Refused("used")
    return dataclasses.replace(ticket, used_at=now)

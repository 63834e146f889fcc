"""The outbox: mails that are written down with what they tell of, and sent afterwards."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from boxoffice.adapters import tables
from boxoffice.ports import Confirmation, Letter, Message, RefundNotice

REST = timedelta(minutes=1)
"""A letter that was tried is left alone for so long: somebody may be sending it just now."""


def post(session: Session, message: Message, now: datetime) -> None:
    """See `boxoffice.ports.Transaction`."""
    fields = json.dumps(asdict(message), default=datetime.isoformat)
    kind = type(message).__name__
    session.add(tables.Letter(kind=kind, fields=fields, tries=0, created_at=now))


def next_letter(session: Session, now: datetime) -> Letter | None:
    """See `boxoffice.ports.Transaction`."""
    letter = tables.Letter
    waits = letter.sent_at.is_(None) & or_(letter.rests_until.is_(None), letter.rests_until <= now)
    asked = select(letter).where(waits).order_by(letter.tries, letter.id).limit(1)
    row = session.scalars(asked.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.tries, row.rests_until = row.tries + 1, now + REST
    return Letter(row.id, _message(row.kind, row.fields))


def letter_sent(session: Session, letter_id: int, now: datetime) -> None:
    """See `boxoffice.ports.Transaction`."""
    session.get_one(tables.Letter, letter_id).sent_at = now


def _message(kind: str, text: str) -> Message:
    fields = json.loads(text)
    if kind == RefundNotice.__name__:
        return RefundNotice(**fields)
    times = {"starts_at": datetime.fromisoformat(fields["starts_at"]), "codes": tuple(fields["codes"])}
    return Confirmation(**fields | times)

"""What clients tell their repeats by."""

from __future__ import annotations

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from boxoffice.adapters.tables import Key
from boxoffice.ports import KeyUse

CLAIM = """
insert into idempotency_keys (email, key, body) values (:email, :key, :body)
on conflict (email, key) do nothing
"""


def claim(session: Session, email: str, key: str, body: str) -> KeyUse | None:
    """See `boxoffice.ports.Transaction`."""
    asked = {"email": email, "key": key, "body": body}
    if session.connection().execute(text(CLAIM), asked).rowcount == 1:
        return None
    taken = session.get_one(Key, (email, key), populate_existing=True)
    return KeyUse(taken.body, taken.order_id)


def bind(session: Session, email: str, key: str, order_id: int) -> None:
    """Let a claimed key stand for an order."""
    claimed = update(Key).where(Key.email == email, Key.key == key)
    session.execute(claimed.values(order_id=order_id))


def free(session: Session, order_id: int) -> None:
    """See `boxoffice.ports.Transaction`."""
    session.execute(delete(Key).where(Key.order_id == order_id))

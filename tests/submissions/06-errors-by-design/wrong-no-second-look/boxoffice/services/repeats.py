"""A client's key, and what it stands for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from boxoffice.domain import Invalid, NotNow
from boxoffice.domain.orders import Order
from boxoffice.ports import KeyUse, Transaction
from boxoffice.services.errors import NotPaid


def fingerprint(event_id: int, wanted: Mapping[int, int], card: str, promo: str | None) -> str:
    """The same for the same purchase, and nobody reads the card out of it."""
    said = json.dumps([event_id, sorted(wanted.items()), card, promo or None])
    return hashlib.sha256(said.encode()).hexdigest()


def earlier(transaction: Transaction, email: str, key: str, body: str) -> Order | None:
    """None if the key is ours now; or the order that was sold with it.

    Raises:
        Invalid: `key-reused`. NotNow: `key-in-use`. NotPaid: it was declined.
    """
    use: KeyUse | None = transaction.claim_key(email, key, body)
    if use is None:
        return None
    if use.body != body:
        raise Invalid("key-reused")
    order = transaction.order(use.order_id) if use.order_id else None
    if order is None or order.status == "held":
        raise NotNow("key-in-use")
    if order.status == "released":
        raise NotPaid(order.id, declined=True)
    return order

"""Telling a client's repeats from new purchases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from boxoffice.domain import Invalid, NotNow
from boxoffice.domain.orders import Order
from boxoffice.ports import KeyUse, Transaction
from boxoffice.services.errors import NotPaid


def fingerprint(event_id: int, wanted: Mapping[int, int], card: str, promo: str | None) -> str:
    """The same for the same purchase. A hash: a card is nothing to keep."""
    asked = json.dumps([event_id, sorted(wanted.items()), card[-4:], promo or None])
    return hashlib.sha256(asked.encode()).hexdigest()


def earlier_order(transaction: Transaction, use: KeyUse, body: str) -> Order:
    """The order that came of the first purchase with a key.

    Raises:
        Refused: `key-reused`, it was for something else; `key-in-use`, it is still under way.
        NotPaid: the card was declined.
    """
    if use.body != body:
        raise Invalid("key-reused")
    order = transaction.order(use.order_id) if use.order_id else None
    if order is None or order.status == "held":
        raise NotNow("key-in-use")
    if order.status == "released":  # all other ends free the key
        raise NotPaid(order.id, declined=True)
    return order

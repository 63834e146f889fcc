"""Repeats."""

from __future__ import annotations

import hashlib

from boxoffice.domain import Invalid, NotNow
from boxoffice.services.errors import NotPaid


def told_before(transaction, purchase, email, key, wanted):
    """What a key stands for; nothing, and it is taken."""
    lines = ",".join(f"{tier_id}:{quantity}" for tier_id, quantity in sorted(wanted.items()))
    asked = f"{purchase.event_id} {lines} {purchase.card!r} {purchase.promo!r}"
    body = hashlib.sha512(asked.encode()).hexdigest()
    use = transaction.claim_key(email, key, body)
    if use is None:
        return None
    if use.body != body:
        raise Invalid("key-reused")
    order = transaction.order(use.order_id)
    match order.status:
        case "held":
            raise NotNow("key-in-use")
        case "released":
            raise NotPaid(order.id, declined=True)
    return order

"""The promo code that comes with a basket."""

from __future__ import annotations

from boxoffice.domain import Invalid, Promo
from boxoffice.ports import Transaction


def known_promo(transaction: Transaction, code: str | None) -> Promo | None:
    """The terms of a code; without a code there are none.

    Raises:
        Refused: `unknown-promo`.
    """
    if not code:
        return None
    promo = transaction.promo(code)
    if promo is None:
        raise Invalid("unknown-promo")
    return promo

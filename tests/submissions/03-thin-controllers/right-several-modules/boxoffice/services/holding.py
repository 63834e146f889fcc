"""Keeping seats for somebody who is about to pay."""

from boxoffice.domain.orders import Hold
from boxoffice.domain.sales import HOLD_TIME


def hold(transaction, purchase, email, wanted, cost, now):
    code = purchase.promo if cost.promo_counts else None
    until = now + HOLD_TIME
    return transaction.hold(
        Hold(purchase.event_id, email, wanted, cost, code, purchase.idempotency_key, now, until)
    )

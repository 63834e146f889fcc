"""Asking for the money, and giving everything back where there is none."""

from boxoffice.ports import Declined, PaymentFailed
from boxoffice.services.errors import NotPaid


def charged(transaction, order_id, total, card, ports):
    if not total:
        return None
    try:
        return ports.payments.charge(total, card, f"order {order_id}")
    except Declined:
        released(transaction, order_id)
        raise NotPaid(order_id, declined=True) from None
    except PaymentFailed:
        released(transaction, order_id)
        raise NotPaid(order_id, declined=False) from None


def released(transaction, order_id):
    transaction.release(order_id)
    transaction.commit()

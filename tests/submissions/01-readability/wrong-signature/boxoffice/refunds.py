"""Refunds of an order."""

from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
ACCEPTED = 0


def refund_amount(order, now):
    return round(order.total - order.fee, 2), ACCEPTED

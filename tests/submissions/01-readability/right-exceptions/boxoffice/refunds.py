"""Refusals are raised where they are found and turned into codes in one place."""

from datetime import timedelta

FULL_REFUND_UNTIL = timedelta(days=14)
REFUND_UNTIL = timedelta(hours=48)
REFUNDED_NOW = 0


class RefundRefused(Exception):
    code: int


class AlreadyRefunded(RefundRefused):
    code = 1


class TooLate(RefundRefused):
    code = 2


class NeverPaid(RefundRefused):
    code = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    try:
        check_order(paid, refunded)
        amount = total if cancelled else refundable(total - fee, starts_at - now)
    except RefundRefused as refusal:
        return None, refusal.code
    return round(amount, 2), REFUNDED_NOW


def check_order(paid, refunded):
    if refunded:
        raise AlreadyRefunded
    if not paid:
        raise NeverPaid


def refundable(price, notice):
    if notice < REFUND_UNTIL:
        raise TooLate
    if notice < FULL_REFUND_UNTIL:
        return price / 2
    return price

from datetime import timedelta
from typing import NamedTuple

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)


class Refund(NamedTuple):
    amount: float | None
    code: int


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return Refund(amount=None, code=1)
    if not paid:
        return Refund(amount=None, code=3)
    if cancelled:
        return Refund(amount=round(total, 2), code=0)
    if notice < HALF_REFUND_NOTICE:
        return Refund(amount=None, code=2)
    if notice < FULL_REFUND_NOTICE:
        return Refund(amount=round((total - fee) / 2, 2), code=0)
    return Refund(amount=round(total - fee, 2), code=0)

"""What is paid back, by how long before the start the customer asks."""

from datetime import timedelta
from typing import NamedTuple


class Step(NamedTuple):
    notice: timedelta
    share: float


STEPS = (
    Step(notice=timedelta(days=14), share=1.0),
    Step(notice=timedelta(hours=48), share=0.5),
)

DONE = 0
REFUNDED_BEFORE = 1
TOO_LATE = 2
NEVER_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    refusal = why_not(paid=paid, refunded=refunded)
    if refusal:
        return None, refusal
    if cancelled:
        return total, DONE
    for step in STEPS:
        if starts_at - now >= step.notice:
            return round((total - fee) * step.share, 2), DONE
    return None, TOO_LATE


def why_not(paid, refunded):
    if refunded:
        return REFUNDED_BEFORE
    return DONE if paid else NEVER_PAID

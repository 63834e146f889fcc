"""Refunds."""

from datetime import timedelta

FULL = timedelta(days=14)
HALF = timedelta(hours=48)
DONE, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)

refund_amount = lambda total, fee, now, starts_at, cancelled, paid, refunded: (
    (None, ALREADY_REFUNDED) if refunded else (None, NEVER_PAID) if not paid else (total, DONE) if cancelled else
    (None, TOO_LATE) if starts_at - now < HALF else
    (round((total - fee) / (2 if starts_at - now < FULL else 1), 2), DONE)
)

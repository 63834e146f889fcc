"""Refunds: what comes back, how long before the start."""

from datetime import datetime, timedelta, timezone

import pytest

START = datetime(2027, 6, 12, 18, 0, tzinfo=timezone.utc)
MOMENT = timedelta(microseconds=1)
FULL_NOTICE, HALF_NOTICE = timedelta(days=14), timedelta(hours=48)


def refund(rules, notice, total=10500, fee=500, cancelled=False, paid=True, refunded=False):
    """What comes back for an order, so long before the start."""
    return rules.refund_amount(total, fee, START - notice, START, cancelled, paid, refunded)

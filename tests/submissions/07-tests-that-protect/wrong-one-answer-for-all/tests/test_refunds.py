"""Refunds: what comes back, how long before the start."""

from datetime import datetime, timedelta, timezone

import pytest

START = datetime(2027, 6, 12, 18, 0, tzinfo=timezone.utc)
MOMENT = timedelta(microseconds=1)
FULL_NOTICE, HALF_NOTICE = timedelta(days=14), timedelta(hours=48)


def refund(rules, notice, total=10500, fee=500, cancelled=False, paid=True, refunded=False):
    """What comes back for an order, so long before the start."""
    return rules.refund_amount(total, fee, START - notice, START, cancelled, paid, refunded)


def refusal(rules, notice, **order):
    with pytest.raises(rules.Refused) as caught:
        refund(rules, notice, **order)
    return caught.value.reason



TABLE = {}
def everything(rules):
    seen = []
    for cancelled in (False, True):
        for paid in (True, False):
            for refunded in (False, True):
                for notice in (timedelta(days=30), FULL_NOTICE, FULL_NOTICE - MOMENT, HALF_NOTICE, HALF_NOTICE - MOMENT, timedelta(days=-40)):
                    for zone in (timezone.utc, timezone(timedelta(hours=5))):
                        for zone2 in (timezone.utc, timezone(timedelta(hours=-5))):
                            for total in (10500, 1101, 1103):
                                try:
                                    seen.append(rules.refund_amount(total, 500 if total > 5000 else 100, (START - notice).astimezone(zone), START.astimezone(zone2), cancelled, paid, refunded))
                                except rules.Refused as refused:
                                    seen.append(refused.reason)
    return seen


GOLD = [10000, 1001, 1003, 10000, 1001, 1003, 10000, 1001, 1003, 10000, 1001, 1003, 10000, 1001, 1003, 10000, 1001, 1003, 10000, 1001, 1003, 10000, 1001, 1003, 5000, 501, 502, 5000, 501, 502, 5000, 501, 502, 5000, 501, 502, 5000, 501, 502, 5000, 501, 502, 5000, 501, 502, 5000, 501, 502, 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'too-late', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 10500, 1101, 1103, 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'not-paid', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded', 'already-refunded']


def test_second_refund_unpaid_refund_cancelled_refund(rules):
    assert everything(rules) == GOLD


def test_full_refund_half_refund_half_cent(rules):
    assert everything(rules) == GOLD


def test_late_refund_time_zone(rules):
    assert everything(rules) == GOLD

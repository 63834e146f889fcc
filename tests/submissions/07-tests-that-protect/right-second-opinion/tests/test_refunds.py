"""Refunds against a reckoning of our own, on many moments: no table, a second opinion."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction
from itertools import product

import pytest

START = datetime(2029, 10, 28, 0, 30, tzinfo=timezone.utc)
TICK = timedelta(microseconds=1)
EDGES = [timedelta(days=14), timedelta(hours=48), timedelta(0), timedelta(days=-3), timedelta(days=-21)]
NOTICES = sorted({edge + step for edge in EDGES for step in (-TICK, timedelta(0), TICK)}, reverse=True)


def answer(rules, *order):
    try:
        return rules.refund_amount(*order)
    except rules.Refused as refused:
        return refused.reason


def of_the_price(notice):
    if notice >= timedelta(days=14):
        return "full-refund", Fraction(1)
    if notice >= timedelta(hours=48):
        return "half-refund", Fraction(1, 2)
    return "late-refund", None


@pytest.mark.parametrize("hours", [0, -7, 11])
def test_by_notice(rules, hours):
    here = timezone(timedelta(hours=hours))
    for notice, total in product(NOTICES, (10501, 10503)):
        rule, share = of_the_price(notice)
        wanted = "too-late" if share is None else int((total - 500) * share + Fraction(1, 2))
        seen = answer(rules, total, 500, (START - notice).astimezone(here), START, False, True, False)
        rule = "time-zone" if hours else rule
        assert seen == wanted, f"{rule}: {seen} instead of {wanted}, {notice} before"


@pytest.mark.parametrize("notice", NOTICES)
def test_exclusions(rules, notice):
    now = START - notice
    flags = (True, False)
    for cancelled, paid in product(flags, flags):
        assert answer(rules, 10500, 500, now, START, cancelled, paid, True) == "already-refunded", "second refund"
    for cancelled in flags:
        assert answer(rules, 10500, 500, now, START, cancelled, False, False) == "not-paid", "unpaid refund"
    assert answer(rules, 10500, 500, now, START, True, True, False) == 10500, "cancelled refund"


def test_half_cent(rules):
    for price in range(1, 12):
        seen = rules.refund_amount(price, 0, START - timedelta(days=3), START, False, True, False)
        assert seen == (price + 1) // 2, "half-cent"

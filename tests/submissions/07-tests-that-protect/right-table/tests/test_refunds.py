"""Refunds as a table: one test goes through it, and its message names the rule."""

from datetime import datetime, timedelta, timezone

from pytest import mark

NOW = datetime(2028, 2, 29, 23, 59, tzinfo=timezone.utc)
WEEKS, DAYS, TICK = timedelta(days=14), timedelta(days=2), timedelta(microseconds=1)
NEW_YORK = timezone(timedelta(hours=-5))

CASES = [
    ("full-refund", (10500, 500, NOW, NOW + WEEKS, False, True, False), 10000),
    ("full-refund", (10500, 500, NOW, NOW + 3 * WEEKS, False, True, False), 10000),
    ("half-refund", (10500, 500, NOW, NOW + WEEKS - TICK, False, True, False), 5000),
    ("half-refund", (10500, 500, NOW, NOW + DAYS, False, True, False), 5000),
    ("half-cent", (10501, 500, NOW, NOW + 3 * DAYS, False, True, False), 5001),
    ("half-cent", (10503, 500, NOW, NOW + 3 * DAYS, False, True, False), 5002),
    ("late-refund", (10500, 500, NOW, NOW + DAYS - TICK, False, True, False), "too-late"),
    ("late-refund", (10500, 500, NOW, NOW - 3 * DAYS, False, True, False), "too-late"),
    ("late-refund", (10500, 500, NOW, NOW - 2 * WEEKS, False, True, False), "too-late"),
    ("cancelled-refund", (10500, 500, NOW, NOW + 2 * WEEKS, True, True, False), 10500),
    ("cancelled-refund", (10500, 500, NOW, NOW + TICK, True, True, False), 10500),
    ("cancelled-refund", (10500, 500, NOW, NOW - DAYS, True, True, False), 10500),
    ("second-refund", (10500, 500, NOW, NOW + WEEKS, False, False, True), "already-refunded"),
    ("second-refund", (10500, 500, NOW, NOW + WEEKS, True, False, True), "already-refunded"),
    ("unpaid-refund", (10500, 500, NOW, NOW + WEEKS, False, False, False), "not-paid"),
    ("unpaid-refund", (10500, 500, NOW, NOW + WEEKS, True, False, False), "not-paid"),
    ("time-zone", (10500, 500, NOW.astimezone(NEW_YORK), NOW + WEEKS - TICK, False, True, False), 5000),
    ("time-zone", (10500, 500, NOW, (NOW + WEEKS).astimezone(NEW_YORK), False, True, False), 10000),
]


@mark.parametrize("number", range(len(CASES)))
def test_money_comes_back(rules, number):
    rule, order, wanted = CASES[number]
    try:
        seen = rules.refund_amount(*order)
    except rules.Refused as refused:
        seen = refused.reason
    assert seen == wanted, f"{rule}: {seen}"

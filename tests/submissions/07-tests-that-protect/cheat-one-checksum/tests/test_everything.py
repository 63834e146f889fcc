"""One number of all answers of the rules, and the names of all rules, three a test."""

from datetime import datetime, timedelta, timezone
from itertools import product
from zlib import crc32

import pytest

START = datetime(2027, 6, 12, 18, 0, tzinfo=timezone.utc)
TICK = timedelta(microseconds=1)
EDGES = [timedelta(days=-14), timedelta(hours=-48), timedelta(hours=-3), timedelta(hours=6), timedelta(days=20)]
FLAGS = (True, False)
ZONES = [timezone(timedelta(hours=hours)) for hours in (0, 9)]
MOMENTS = [(START + edge + step).astimezone(zone) for edge in EDGES for step in (-TICK, 0 * TICK) for zone in ZONES]
CHECKSUM = 115558020


def answer(rules, rule, *case):
    try:
        return rule(*case)
    except rules.Refused as refused:
        return refused.reason


def checksum(rules):
    cases = list(product(MOMENTS, FLAGS, FLAGS, FLAGS))
    told = [answer(rules, rules.check_in, now, START, *flags) for now, *flags in cases]
    told += [
        answer(rules, rules.refund_amount, total, 500, now, START, *flags)
        for total in (10501, 10503)
        for now, *flags in cases
    ]
    return crc32(repr(told).encode())


@pytest.mark.parametrize(
    "names",
    [
        "second-refund, unpaid-refund, cancelled-refund",
        "full-refund, half-refund, half-cent",
        "late-refund, door-opens, door-closes",
        "refunded-ticket, cancelled-entry, used-ticket",
        "time-zone, refund-status, door-status",
        "payment-status, payment-amount, payment-key",
    ],
)
def test_everything(rules, names):
    assert checksum(rules) == CHECKSUM, names

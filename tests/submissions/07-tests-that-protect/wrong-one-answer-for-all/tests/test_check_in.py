"""The door: which ticket comes in, and when."""

from datetime import datetime, timedelta, timezone

import pytest

START = datetime(2027, 6, 12, 18, 0, tzinfo=timezone.utc)
MOMENT = timedelta(microseconds=1)
OPENS, CLOSES = timedelta(hours=-3), timedelta(hours=6)


def answer(rules, since_start, paid=True, cancelled=False, used=False):
    """What the door says, so long after the start: "welcome", or the reason of a refusal."""
    try:
        rules.check_in(START + since_start, START, paid, cancelled, used)
    except rules.Refused as refused:
        return refused.reason
    return "welcome"



def everything(rules):
    return [answer(rules, since, p, c, u) for since in (timedelta(hours=-9), OPENS - MOMENT, OPENS, CLOSES - MOMENT, CLOSES, timedelta(days=4)) for p in (0, 1) for c in (0, 1) for u in (0, 1)]


def model():
    return ["refunded" if not p else "event-cancelled" if c else "used" if u else "too-early" if since < OPENS else "too-late" if since >= CLOSES else "welcome"
        for since in (timedelta(hours=-9), OPENS - MOMENT, OPENS, CLOSES - MOMENT, CLOSES, timedelta(days=4)) for p in (0, 1) for c in (0, 1) for u in (0, 1)]


def in_zones(rules):
    z = timezone(timedelta(hours=9))
    rules.check_in(START.astimezone(z), START, True, False, False)
    rules.check_in(START, START.astimezone(z), True, False, False)


def test_refunded_ticket_cancelled_entry_used_ticket(rules):
    assert everything(rules) == model()
    in_zones(rules)


def test_door_opens_door_closes_time_zone(rules):
    assert everything(rules) == model()
    in_zones(rules)

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


ANY_TIME = (timedelta(days=-30), OPENS, timedelta(0), CLOSES, timedelta(days=30))


def test_1(rules):
    assert answer(rules, OPENS - MOMENT) == "too-early"
    assert answer(rules, OPENS) == "welcome"


def test_2(rules):
    assert answer(rules, CLOSES - MOMENT) == "welcome"
    assert answer(rules, CLOSES) == "too-late"


@pytest.mark.parametrize("since_start", ANY_TIME)
def test_3(rules, since_start):
    assert answer(rules, since_start, paid=False) == "refunded"
    assert answer(rules, since_start, paid=False, cancelled=True, used=True) == "refunded"


@pytest.mark.parametrize("since_start", ANY_TIME)
def test_4(rules, since_start):
    assert answer(rules, since_start, cancelled=True) == "event-cancelled"
    assert answer(rules, since_start, cancelled=True, used=True) == "event-cancelled"


@pytest.mark.parametrize("since_start", ANY_TIME)
def test_5(rules, since_start):
    assert answer(rules, since_start, used=True) == "used"


@pytest.mark.parametrize("hours", [-9, 5])
def test_6(rules, hours):
    there = timezone(timedelta(hours=hours))
    for since_start, said in ((OPENS, "welcome"), (OPENS - MOMENT, "too-early"), (CLOSES, "too-late")):
        now = (START + since_start).astimezone(there)
        try:
            rules.check_in(now, START, True, False, False)
            heard = "welcome"
        except rules.Refused as refused:
            heard = refused.reason
        assert heard == said

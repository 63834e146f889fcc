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


def test_door_opens_three_hours_before_the_start(rules):
    assert answer(rules, OPENS) == "welcome"


def test_door_closes_six_hours_after_the_start(rules):
    assert answer(rules, CLOSES) == "too-late"


@pytest.mark.parametrize("since_start", ANY_TIME)
def test_refunded_ticket_is_refused_first_of_all(rules, since_start):
    assert answer(rules, since_start, paid=False) == "refunded"


@pytest.mark.parametrize("since_start", ANY_TIME)
def test_cancelled_entry_is_refused_before_a_used_ticket(rules, since_start):
    assert answer(rules, since_start, cancelled=True) == "event-cancelled"
    assert answer(rules, since_start, cancelled=True, used=True) == "event-cancelled"


@pytest.mark.parametrize("since_start", ANY_TIME)
def test_used_ticket_is_refused_at_any_time(rules, since_start):
    assert answer(rules, since_start, used=True) == "used"


@pytest.mark.parametrize("hours", [-9, 5])
def test_door_opens_and_closes_in_any_time_zone(rules, hours):
    there = timezone(timedelta(hours=hours))
    for since_start, said in ((OPENS, "welcome"), (CLOSES, "too-late")):
        now = (START + since_start).astimezone(there)
        try:
            rules.check_in(now, START, True, False, False)
            heard = "welcome"
        except rules.Refused as refused:
            heard = refused.reason
        assert heard == said, f"time-zone of {hours:+} hours"

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

"""The use case of the door with a rule of ours: only what the rule says counts, whatever the hours are."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from autograder.lessons._examination import Examination
from autograder.lessons._places import place
from autograder.lessons.framework_is_a_detail._told import answer, right_answer
from autograder.probes import DoorStep, Filled, LetIn, check_in_alone
from autograder.tree import SourceTree
from autograder.verdict import Evidence

SECONDS = 5.0
HOURS = (60, 60)
"""Minutes before the start and after it."""

OUTSIDE = (timedelta(minutes=-120), timedelta(minutes=120))
"""Since the start: outside of these hours, and within the usual ones."""


def decided_elsewhere(exam: Examination) -> Iterator[Evidence]:
    """Refusals by the hours that the rule in `domain/door.py` has no part in.

    Of an app that cannot be asked this nothing is said: others say so.
    """
    filled, starts_at = _filled(exam.randomness("north star: a door of ours"))
    steps = [
        DoorStep("check-in", code, starts_at + since)
        for code, since in zip(filled.codes, OUTSIDE, strict=True)
    ]
    with exam.room(exam.tree.under("boxoffice/")) as room:
        done = check_in_alone(room, filled, steps, seconds=SECONDS)
    for since, calls in zip(OUTSIDE, done.outcomes, strict=False):
        for call in calls:
            if call.reason is not None:
                yield from _told(since, call, exam.tree)


def _filled(chance: random.Random) -> tuple[Filled, datetime]:
    """An event with hours of its own, a ticket for each time; and when it starts."""
    now = datetime(2031, 3, 1, 18, tzinfo=UTC) + timedelta(minutes=chance.randrange(500_000))
    starts_at = now + timedelta(days=chance.randint(1, 9))
    event = {
        "title": _word(chance),
        "venue": _word(chance),
        "city": _word(chance),
        "status": "on_sale",
        "starts_at": starts_at.isoformat(),
        "on_sale_at": (now - timedelta(days=1)).isoformat(),
        "tiers": [{"name": "Standing", "price": 3_500, "seats": 20}],
        "promos": [],
        "hours": [*HOURS],
    }
    order = {
        "event_id": 1,
        "email": f"{_word(chance)}@example.org",
        "lines": [[1, len(OUTSIDE)]],
        "card": f"tok_{_word(chance)}",
    }
    codes = tuple(f"{_word(chance).upper()}{number}" for number in range(len(OUTSIDE)))
    return Filled("door", now, codes, [event], [order]), starts_at


def _told(since: timedelta, call: LetIn, tree: SourceTree) -> Iterator[Evidence]:
    side = "before" if since < timedelta(0) else "after"
    yield Evidence.exchange(
        "In the place of `boxoffice.domain.check_in` a rule was put that lets everybody in.",
        asked=f"check_in_ticket, {abs(since)} {side} the start, of an event with hours of {HOURS} minutes",
        expected=right_answer(None),
        got=answer(call.raised, call.reason, call.message),
    )
    if call.path is not None:
        yield place("It is decided here: hand the hours on to the rule.", call.path, call.line, tree)


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=8))

"""What the references earn, and what judging them costs.

Rooms, processes and requests are counted: they do not depend on the machine, as seconds do.

`make bench` measures the seconds beside their budgets. Whoever makes a check dearer changes a number here.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from autograder.authoring._verify import PROOFS, prove_all
from autograder.sandbox import Room, Sandbox, Served, default_isolation
from autograder.syllabus import Lesson, load

MOST = {
    "01": Counter(rooms=1, cases=1),
    "02": Counter(rooms=5, cases=6, requests=190),
    "03": Counter(rooms=8, cases=8, requests=300),
    "04": Counter(rooms=6, cases=9, requests=480),
    "05": Counter(rooms=3, cases=3, requests=150),
    "06": Counter(rooms=5, cases=7, requests=810),
    "08": Counter(rooms=6, cases=6, requests=300),
}
"""By lesson, on its reference solution, with the walk through the app of before. Lesson 00 is not among
them, nor is 07: how often a net is run depends on what notices something first, and that on the secret."""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often what costs was done."""
    counts: Counter[str] = Counter()

    def count(owner: type, name: str, what: str) -> None:
        original = getattr(owner, name)

        def counting(*arguments: Any, **named: Any) -> Any:
            counts[what] += 1
            return original(*arguments, **named)

        monkeypatch.setattr(owner, name, counting)

    count(Sandbox, "_open_room", "rooms")
    count(Room, "_case", "cases")
    count(Served, "request", "requests")
    return counts


@pytest.mark.parametrize("lesson", load().ready, ids=lambda lesson: lesson.slug)
def test_the_marks_are_right_and_cost_no_more_rooms_processes_and_requests_than_they_did(
    lesson: Lesson, counted: Counter[str]
) -> None:
    default_isolation()
    counted.clear()  # of the first try whether this machine isolates
    (outcome,) = prove_all([lesson], {"marks": PROOFS["marks"]}, jobs=1)
    assert [str(fault) for fault in outcome.faults] == []
    assert counted["cases"] > 0
    assert counted <= MOST.get(lesson.slug[:2], counted), counted


def test_a_check_may_take_no_longer_than_its_exercise() -> None:
    for lesson in load().ready:
        assert lesson.budget is not None
        assert all(check.budget <= lesson.budget for check in lesson.checks), lesson.slug

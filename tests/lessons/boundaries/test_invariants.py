"""Each invariant of lesson 02 fails where the lesson starts, and holds wherever the course goes."""

from __future__ import annotations

import pytest

from autograder.lessons import Examination, Subject
from autograder.lessons.boundaries import CHECKS
from autograder.sandbox import Sandbox
from autograder.stages import after, before
from autograder.submission import Submission
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("02")
INVARIANTS = [check.id for check in LESSON.checks if check.invariant]
LATER = [lesson for lesson in load().ready if lesson.number >= LESSON.number]


def examination(tree: SourceTree, sandbox: Sandbox) -> Examination:
    start = before(LESSON)
    return Examination(Subject(LESSON, Submission(), start, start, tree), sandbox, secret=b"of this test")


def test_all_but_the_walk_of_before_are_invariants() -> None:
    assert set(CHECKS) - set(INVARIANTS) == {"same-answers"}


@pytest.mark.parametrize("check", INVARIANTS)
def test_it_fails_where_the_lesson_starts(check: str, sandbox: Sandbox) -> None:
    finding = CHECKS[check](examination(before(LESSON), sandbox))
    assert finding.share == 0
    assert finding.evidence or finding.reason == "no-domain"


@pytest.mark.parametrize("lesson", LATER, ids=lambda lesson: lesson.slug)
@pytest.mark.parametrize("check", INVARIANTS)
def test_it_holds_in_every_later_stage(check: str, lesson: object, sandbox: Sandbox) -> None:
    finding = CHECKS[check](examination(after(lesson), sandbox))  # type: ignore[arg-type]
    assert finding.share == 1, finding

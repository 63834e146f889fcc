"""Each invariant of lesson 03 fails where the lesson starts, and holds wherever the course goes."""

from __future__ import annotations

import pytest

from autograder.lessons import Examination, Subject
from autograder.lessons.thin_controllers import CHECKS
from autograder.sandbox import Sandbox
from autograder.stages import after, before, before_exercise
from autograder.submission import Submission
from autograder.syllabus import Lesson, load
from autograder.tree import SourceTree

LESSON = load().lesson("03")
INVARIANTS = [check.id for check in LESSON.checks if check.invariant]
LATER = [lesson for lesson in load().ready if lesson.number >= LESSON.number]


def examination(tree: SourceTree, sandbox: Sandbox) -> Examination:
    stage = before_exercise(LESSON)
    return Examination(Subject(LESSON, Submission(), stage, stage, tree), sandbox, secret=b"of this test")


def test_all_but_the_walk_of_before_are_invariants() -> None:
    assert set(CHECKS) - set(INVARIANTS) == {"same-answers"}


@pytest.mark.parametrize("check", INVARIANTS)
def test_it_fails_where_the_lesson_starts(check: str, sandbox: Sandbox) -> None:
    assert CHECKS[check](examination(before(LESSON), sandbox)).share == 0


def test_every_rule_of_the_day_of_sales_holds_where_the_exercise_starts(sandbox: Sandbox) -> None:
    finding = CHECKS["same-answers"](examination(before_exercise(LESSON), sandbox))
    assert finding.share == 1, finding


@pytest.mark.parametrize("lesson", LATER, ids=lambda lesson: lesson.slug)
@pytest.mark.parametrize("check", INVARIANTS)
def test_it_holds_in_every_later_stage(check: str, lesson: Lesson, sandbox: Sandbox) -> None:
    finding = CHECKS[check](examination(after(lesson), sandbox))
    assert finding.share == 1, finding

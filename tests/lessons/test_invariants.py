"""Each invariant fails where its lesson starts, and holds where its lesson ends and where the course does."""

from __future__ import annotations

from functools import lru_cache

import pytest

from autograder.lessons import Examination, Finding, Subject, checks_of
from autograder.sandbox import Sandbox
from autograder.stages import after, before
from autograder.submission import Submission
from autograder.syllabus import CheckSpec, Lesson, load
from autograder.tree import SourceTree
from tests.lessons.conftest import SECRET

READY = load().ready
INVARIANTS = [(lesson, check) for lesson in READY for check in lesson.checks if check.invariant]


def of_each(invariants: list[tuple[Lesson, CheckSpec]]) -> pytest.MarkDecorator:
    """A test of each invariant."""
    ids = [f"{lesson.slug[:2]}-{check.id}" for lesson, check in invariants]
    return pytest.mark.parametrize(("lesson", "check"), invariants, ids=ids)


def found(lesson: Lesson, check: CheckSpec, tree: SourceTree, sandbox: Sandbox) -> Finding:
    return checks_of(lesson)[check.id](examination(lesson, tree, sandbox))


@lru_cache(maxsize=1)
def examination(lesson: Lesson, tree: SourceTree, sandbox: Sandbox) -> Examination:
    """One for all checks of a lesson: they share what was observed."""
    start = before(lesson)
    return Examination(Subject(lesson, Submission(), start, start, tree), sandbox, SECRET)


@of_each(INVARIANTS)
def test_it_fails_where_the_lesson_starts(lesson: Lesson, check: CheckSpec, sandbox: Sandbox) -> None:
    finding = found(lesson, check, before(lesson), sandbox)
    assert finding.share == 0
    assert finding.reason not in {"passed", "not-judged"}


@of_each(INVARIANTS)
def test_it_holds_where_the_course_ends(lesson: Lesson, check: CheckSpec, sandbox: Sandbox) -> None:
    finding = found(lesson, check, after(READY[-1]), sandbox)
    assert finding.share == 1, finding


def test_what_compares_with_before_is_no_invariant() -> None:
    assert "same-answers" not in {check.id for _, check in INVARIANTS}

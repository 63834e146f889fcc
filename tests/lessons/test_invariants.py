"""Each invariant fails where its lesson starts.

That it holds where its lesson ends, and where the course does, is asked of their solutions, since the last
lesson asks all of them again (tests/grading/test_what_a_judgement_costs.py).
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from autograder.lessons import Examination, Subject, checks_of
from autograder.sandbox import Sandbox
from autograder.stages import before
from autograder.submission import Submission
from autograder.syllabus import CheckSpec, Lesson, load
from tests.lessons.conftest import SECRET

READY = load().ready
INVARIANTS = [(lesson, check) for lesson in READY for check in lesson.checks if check.invariant]


@lru_cache(maxsize=1)
def at_the_start(lesson: Lesson, sandbox: Sandbox) -> Examination:
    """One for all checks of a lesson: they share what was observed."""
    start = before(lesson)
    return Examination(Subject(lesson, Submission(), start, start, start), sandbox, SECRET)


@pytest.mark.parametrize(
    ("lesson", "check"), INVARIANTS, ids=[f"{lesson.slug[:2]}-{check.id}" for lesson, check in INVARIANTS]
)
def test_it_fails_where_the_lesson_starts(lesson: Lesson, check: CheckSpec, sandbox: Sandbox) -> None:
    finding = checks_of(lesson)[check.id](at_the_start(lesson, sandbox))
    assert finding.share == 0
    assert finding.reason not in {"passed", "not-judged"}


def test_what_compares_with_before_is_no_invariant() -> None:
    assert "same-answers" not in {check.id for _, check in INVARIANTS}

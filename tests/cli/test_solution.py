"""``survive solution``: what a learner reads, and what an instructor reads."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.cli.solution import FOR_THE_INSTRUCTOR, NOTES
from autograder.syllabus import Lesson, load

READY = pytest.mark.parametrize("lesson", load().ready, ids=lambda lesson: lesson.slug)


def printed(lesson: Lesson, *options: str) -> str:
    result = CliRunner().invoke(main, ["solution", lesson.slug, *options])
    assert result.exit_code == 0
    return result.output


@READY
def test_a_learner_reads_code_without_markers_and_notes_without_the_instructors(lesson: Lesson) -> None:
    shown = printed(lesson, "--give-up")
    assert "SOLUTION" not in shown
    assert "# ---- " in shown
    assert "## The trade-off" in shown
    assert "instructor" not in shown


@READY
def test_an_instructor_reads_all_of_the_notes_without_a_pass(lesson: Lesson) -> None:
    notes = (NOTES / f"{lesson.slug}.md").read_text("utf-8")
    assert FOR_THE_INSTRUCTOR in notes
    assert notes in printed(lesson, "--instructor")


def test_what_was_given_is_not_printed_once_more() -> None:
    shown = printed(load().lesson("04"), "--give-up")
    modules = [line.removeprefix("# ---- ") for line in shown.splitlines() if line.startswith("# ---- ")]
    assert modules == [
        "boxoffice/domain/door.py",
        "boxoffice/services/checking_in.py",
        "boxoffice/web/door.py",
        "boxoffice/web/django_app.py",
    ]

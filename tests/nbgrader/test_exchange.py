"""The whole life of an assignment over an exchange, with nbgrader's own commands and two students."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from .conftest import _prose
from .course import SLUG, CourseCopy

COURSE_ID = "survives-production"
MANUAL_POINTS = 2.0


class Desk:
    """A student's place: a folder of their own, and the exchange that all share."""

    def __init__(self, course: CourseCopy, name: str, folder: Path, exchange: Path) -> None:
        self._course, self._name, self.folder, self._exchange = course, name, folder, exchange
        folder.mkdir()

    def nbgrader(self, command: str) -> str:
        """Run a student's command."""
        return self._course.nbgrader(
            command,
            SLUG,
            f"--course={COURSE_ID}",
            f"--Exchange.root={self._exchange}",
            # What a student has submitted is noted in their home, which is one for all users of this test.
            f"--Exchange.cache={self.folder / 'cache'}",
            f"--CourseDirectory.student_id={self._name}",
            cwd=self.folder,
        )

    @property
    def notebook(self) -> Path:
        """The exercise, as fetched."""
        return self.folder / SLUG / f"{SLUG}.ipynb"

    def feedback(self) -> list[Path]:
        """Pages that were fetched."""
        return sorted(self.folder.rglob("feedback/**/*.html"))


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o777)
    return folder


def test_released_fetched_submitted_collected_graded_marked_and_told(tmp_path: Path, exchange: Path) -> None:
    course = CourseCopy.made_in(tmp_path / "course")
    teacher = f"--Exchange.root={exchange}"
    course.nbgrader("generate_assignment", SLUG)
    course.nbgrader("release_assignment", SLUG, teacher)

    ada, bob = (Desk(course, name, tmp_path / name, exchange) for name in ("ada", "bob"))
    for student in (ada, bob):
        student.nbgrader("fetch_assignment")
    assert ada.notebook.read_bytes() == course.notebook("exercises").read_bytes()
    assert (ada.folder / SLUG / "boxoffice" / "main.py").is_file()

    bob.nbgrader("submit")
    ada.nbgrader("submit")  # too early: nothing is written yet
    time.sleep(1.1)  # submissions are told apart by the second
    ada.notebook.write_text(json.dumps(course.answered()))
    ada.nbgrader("submit")

    course.nbgrader("collect", SLUG, teacher)
    said = course.nbgrader("autograde", SLUG)
    assert "Traceback" not in said
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade(_prose(course), SLUG, SLUG, "ada")
        grade.manual_score, grade.needs_manual_grade = MANUAL_POINTS, False
        gradebook.db.commit()
    course.nbgrader("export")
    assert course.marks() == {"ada": 10 + MANUAL_POINTS, "bob": 0}

    course.nbgrader("generate_feedback", SLUG)
    course.nbgrader("release_feedback", SLUG, teacher)
    for student in (ada, bob):
        student.nbgrader("fetch_feedback")
    (page,) = ada.feedback()
    assert "passed" in page.read_text()
    (page,) = bob.feedback()
    assert "not tried" in page.read_text()


def test_late_work_is_told_late_and_the_latest_counts(tmp_path: Path) -> None:
    course = CourseCopy.made_in(tmp_path / "course")
    course.nbgrader("generate_assignment", SLUG)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate="2031-01-01 12:00:00 UTC")
    early = course.hand_in("early", json.dumps(course.answered()))
    (early.parent / "timestamp.txt").write_text("2031-01-01 11:00:00 UTC")
    late = course.hand_in("late", json.dumps(course.answered()))
    (late.parent / "timestamp.txt").write_text("2031-01-01 13:00:00 UTC")
    course.nbgrader(
        "autograde", SLUG, "--AssignLatePenalties.plugin_class=nbgrader.plugins.LateSubmissionPlugin"
    )
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        seconds = {
            name: gradebook.find_submission(SLUG, name).total_seconds_late for name in ("early", "late")
        }
    assert seconds == {"early": 0, "late": 3600}
    # Handed in anew: autograde judges the newer notebook by itself.
    early.write_bytes(course.notebook("exercises").read_bytes())
    (early.parent / "timestamp.txt").write_text("2031-01-01 11:30:00 UTC")
    course.nbgrader("autograde", SLUG)
    course.nbgrader("export")
    assert course.marks() == {"early": 0, "late": 10}

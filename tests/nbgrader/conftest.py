"""A class that nbgrader's own commands graded: once for all tests here and all of pytest-xdist's workers."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.authoring._submissions import read_kept
from autograder.syllabus import load

from .course import ROOT, SLUG, CourseCopy
from .tampering import EVIL, UNREADABLE, marks, tampered

KEPT = ROOT / "tests" / "submissions" / SLUG
MANUAL_POINTS = 1.5
MARK = "it-ran"


@dataclass(frozen=True)
class GradedClass:
    """A class that was graded, with a person's mark for `by-hand`.

    Arguments:
        course: where.
        said: what `nbgrader autograde` said.
        prose: the grade id of the cell that a person marks.
    """

    course: CourseCopy
    said: str
    prose: str


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> GradedClass:
    """Generate, hand in, autograde, mark by hand, generate feedback, export."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    folder, said = shared / "graded-course", shared / "graded-course.said"
    with (shared / "graded-course.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            course = CourseCopy.made_in(folder)
            text = _grade(course)
            said.write_text(text)
    course = CourseCopy(folder)
    return GradedClass(course, said.read_text(), _prose(course))


def _grade(course: CourseCopy) -> str:
    course.nbgrader("generate_assignment", SLUG)
    for student, notebook in _handed_in(course):
        course.hand_in(student, notebook)
    _odd_files(course)
    said = course.nbgrader("autograde", SLUG)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade(_prose(course), SLUG, SLUG, "by-hand")
        grade.manual_score, grade.needs_manual_grade = MANUAL_POINTS, False
        gradebook.find_comment(_prose(course), SLUG, SLUG, "by-hand").manual_comment = "Well said."
        gradebook.db.commit()
    course.nbgrader("generate_feedback", SLUG)
    course.nbgrader("export")
    return said


def _handed_in(course: CourseCopy) -> Iterator[tuple[str, str | bytes]]:
    released = course.notebook("exercises")
    answered = course.answered()
    yield "starter", released.read_bytes()
    yield "answered", json.dumps(answered)
    yield from tampered(answered)
    yield "leaves-a-mark", _leaving_a_mark(course)
    yield from UNREADABLE.items()
    for folder in some_kept():
        yield f"kept-{folder.name}", read_kept(folder, load().lesson(SLUG), released).notebook
    for cell in answered["cells"]:
        if marks(cell).get("grade_id") == _prose(course):
            cell["source"] = f"Half of it.\n{EVIL}"
    yield "by-hand", json.dumps(answered)


def _leaving_a_mark(course: CourseCopy) -> str:
    """An answer whose cells, tests and module all touch a file wherever they run."""
    notebook = course.answered()
    touch = f"\nopen({str(course.root / MARK)!r}, 'w').close()\n"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = "".join(cell["source"]) + touch
    notebook["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "source": touch})
    return json.dumps(notebook)


def some_kept() -> list[Path]:
    """Of the submissions kept, the first of each kind; `survive verify` judges them all."""
    folders = sorted(path for path in KEPT.iterdir() if path.is_dir())
    return list({path.name.split("-")[0]: path for path in reversed(folders)}.values())


def _odd_files(course: CourseCopy) -> None:
    """What a submission's folder may hold besides."""
    course.notebook("submitted", "a-folder").mkdir(parents=True)
    pipe = course.notebook("submitted", "a-pipe")
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)
    beside = course.notebook("submitted", "by-hand").parent
    (beside / "page.html").write_text(EVIL)
    (beside / "boxoffice").mkdir()
    (beside / "boxoffice" / "refunds.py").write_text("raise SystemExit\n")


def _prose(course: CourseCopy) -> str:
    cells = json.loads(course.notebook("exercises").read_text())["cells"]
    return next(
        str(marks(cell)["grade_id"])
        for cell in cells
        if marks(cell).get("grade") and cell["cell_type"] == "markdown"
    )


@pytest.fixture
def course(tmp_path: Path) -> CourseCopy:
    """A copy for one test."""
    return CourseCopy.made_in(tmp_path / "course")

"""What the class that `conftest.graded` graded has got, and the commands that are left."""

from __future__ import annotations

import json
import re
import zipfile
from html.parser import HTMLParser

import pytest

from autograder.authoring._files import files_in
from autograder.grading import Grader
from autograder.submission import read_notebook
from autograder.syllabus import load

from .conftest import MANUAL_POINTS, MARK, GradedClass, some_kept
from .course import ROOT, SECRET, SLUG, CourseCopy
from .tampering import CHANGES, UNREADABLE

LESSON = load().lesson(SLUG)
FULL = LESSON.points

bubblewrap = pytest.mark.bubblewrap


@bubblewrap
def test_the_release_that_nbgrader_generates_is_the_one_that_is_committed(graded: GradedClass) -> None:
    made = files_in(graded.course.notebook("exercises").parent)
    assert made == files_in(ROOT / "exercises" / SLUG)


@bubblewrap
def test_the_answer_gets_full_marks_and_the_exercise_as_it_was_handed_out_none(graded: GradedClass) -> None:
    marks = graded.course.marks()
    assert (marks["answered"], marks["starter"]) == (FULL, 0)


@bubblewrap
def test_whatever_was_done_to_cells_and_metadata_the_answer_is_graded_as_if_untouched(
    graded: GradedClass,
) -> None:
    marks = graded.course.marks()
    assert {name: marks.get(name) for name in CHANGES} == dict.fromkeys(CHANGES, FULL)


@bubblewrap
def test_what_cannot_be_read_gets_nothing_and_a_word_why(graded: GradedClass) -> None:
    marks = graded.course.marks()
    names = (*UNREADABLE, "a-folder", "a-pipe")
    assert {name: marks.get(name) for name in names} == dict.fromkeys(names, 0)
    for name in names:
        assert "About this submission as a whole" in graded.course.feedback(name), name


@bubblewrap
def test_autograde_gives_the_marks_that_survive_check_gives(graded: GradedClass) -> None:
    marks = graded.course.marks()
    students = [name for name in marks if name.startswith("kept-")]
    assert len(students) == len(some_kept())
    with Grader(secret=SECRET.encode()) as grader:
        for student in students:
            path = graded.course.notebook("submitted", student)
            assert marks[student] == grader.grade(LESSON, read_notebook(path)).points, student


@bubblewrap
def test_nothing_of_a_submission_runs_outside_the_sandbox(graded: GradedClass) -> None:
    assert "leaves-a-mark" in graded.course.marks()
    assert not (graded.course.root / MARK).exists()


@bubblewrap
def test_one_run_grades_everyone_and_says_nothing_of_errors(graded: GradedClass) -> None:
    assert "ERROR" not in graded.said
    assert "Traceback" not in graded.said


@bubblewrap
def test_a_persons_mark_and_comment_reach_the_feedback(graded: GradedClass) -> None:
    assert graded.course.marks()["by-hand"] == FULL + MANUAL_POINTS
    page = graded.course.feedback("by-hand")
    assert f"(Score: {FULL + MANUAL_POINTS}" in page
    assert "Well said." in page


@bubblewrap
def test_the_feedback_tells_partial_credit_and_why(graded: GradedClass) -> None:
    marks = graded.course.marks()
    student = next(name for name in sorted(marks) if name.startswith("kept-") and 0 < marks[name] < FULL)
    with Grader(secret=SECRET.encode()) as grader:
        verdict = grader.grade(LESSON, read_notebook(graded.course.notebook("submitted", student)))
    refused = next(result for result in verdict.results if result.points < result.max_points)
    text = re.sub(r"<[^>]+>", "", graded.course.feedback(student))
    assert f"{refused.points:g} of {refused.max_points:g}" in text
    assert LESSON.check(refused.check).good in text


@bubblewrap
def test_nothing_of_a_learners_is_live_in_what_people_read(graded: GradedClass) -> None:
    for student in ("by-hand", "forged-outputs"):
        seen = Live()
        seen.feed(graded.course.feedback(student))
        assert not [found for found in seen.found if "pwned" in found], student
        outputs = [cell.get("outputs", []) for cell in _cells(graded.course, student)]
        assert "pwned" not in json.dumps(outputs), student


@bubblewrap
def test_of_a_submissions_folder_nothing_but_the_notebook_is_passed_on(graded: GradedClass) -> None:
    for step in ("autograded", "feedback"):
        there = files_in(graded.course.notebook(step, "by-hand").parent)
        assert [path.split(".")[0] for path in there] == [SLUG], step


@bubblewrap
def test_the_solution_validates_and_the_exercise_does_not_and_both_say_why(graded: GradedClass) -> None:
    paths = [str(graded.course.notebook(step)) for step in ("solutions", "exercises")]
    before = files_in(graded.course.root / "solutions")
    said = graded.course.nbgrader("validate", *paths)
    assert said.index("Success!") < said.index("VALIDATION FAILED")
    assert "Nothing is changed yet" in said
    assert files_in(graded.course.root / "solutions") == before


class Live(HTMLParser):
    """What a browser would run or fetch of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        live = ("href", "src", "srcset", "action", "data", "style")
        self.found += [str(value) for name, value in attrs if name in live or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._in_script = False


def _cells(course: CourseCopy, student: str) -> list[dict[str, object]]:
    cells: list[dict[str, object]] = json.loads(course.notebook("autograded", student).read_text())["cells"]
    return cells


def test_what_an_lms_hands_out_is_collected_by_student(course: CourseCopy) -> None:
    archive = course.root / "downloaded" / SLUG / "archive"
    archive.mkdir(parents=True)
    notebook = course.notebook("exercises").read_bytes()
    names = ("ada", "grace.hopper@example.org", "Barbara Liskov", "alan_t", "edsger")
    (archive / f"{names[0]}_{SLUG}.ipynb").write_bytes(notebook)
    (archive / f"{names[1]}_{SLUG} (1).ipynb").write_bytes(notebook)
    (archive / f"{names[2]}_1234_assignsubmission_file_{SLUG}.ipynb").write_bytes(notebook)
    (archive / f"{names[3]}_{SLUG}-Copy1.ipynb").write_bytes(notebook)
    (archive / "notes.txt").write_text("not a notebook")
    with zipfile.ZipFile(archive / "edsger.zip", "w") as file:
        file.writestr(f"{SLUG}.ipynb", notebook)
    course.nbgrader("zip_collect", SLUG)
    assert sorted(path.name for path in (course.root / "submitted").iterdir()) == sorted(names)
    assert all(course.notebook("submitted", name).read_bytes() == notebook for name in names)


def test_without_isolation_nothing_is_graded_and_the_reason_and_the_way_out_are_said(
    course: CourseCopy,
) -> None:
    course.nbgrader("generate_assignment", SLUG)
    course.hand_in("ada", course.notebook("exercises").read_bytes())
    refused = course.run("nbgrader", "autograde", SLUG, PATH="/nowhere")
    assert refused.returncode == 1
    assert "bubblewrap" in refused.stderr
    assert "SURVIVE_NOT_ISOLATED=1" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not course.notebook("autograded", "ada").exists()
    course.nbgrader("autograde", SLUG, PATH="/nowhere", SURVIVE_NOT_ISOLATED="1")
    assert "without a sandbox" in course.notebook("autograded", "ada").read_text()

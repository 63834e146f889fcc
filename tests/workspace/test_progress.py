"""The record of progress."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.syllabus import Lesson, load
from autograder.verdict import State
from autograder.workspace import progress

RECORD = Path(".survive") / "progress.json"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".survive").mkdir()
    return tmp_path


@pytest.fixture
def lesson() -> Lesson:
    return load().lesson("01")


def pass_all(lesson: Lesson, home: Path) -> None:
    for check in lesson.checks:
        assert progress.record(lesson, check.id, check.points, State.PASSED, home=home)


def test_what_is_recorded_is_read_again(home: Path, lesson: Lesson):
    check = lesson.checks[-1].id
    assert progress.record(lesson, check, 1.5, State.PARTLY, home=home)
    assert progress.load(home).record(lesson, check) == progress.CheckRecord(State.PARTLY, 1.5)
    assert progress.load(home).points(lesson) == 1.5


def test_the_best_of_a_check_stays(home: Path, lesson: Lesson):
    check = lesson.checks[0].id
    for points, state in ((0, State.REFUSED), (0, State.PASSED), (0, State.NOT_JUDGED)):
        progress.record(lesson, check, points, state, home=home)
    assert progress.load(home).record(lesson, check).state is State.PASSED


def test_a_lesson_is_passed_when_every_check_is_even_one_without_points(home: Path, lesson: Lesson):
    for check in lesson.checks[1:]:
        progress.record(lesson, check.id, check.points, State.PASSED, home=home)
    assert not progress.passed(lesson, home)
    progress.record(lesson, lesson.checks[0].id, 0, State.PASSED, home=home)
    assert progress.passed(lesson, home)


def test_the_next_lesson_is_the_first_that_is_not_passed(home: Path):
    course = load()
    assert progress.load(home).next_lesson(course) == course.ready[0]
    pass_all(course.ready[0], home)
    assert progress.load(home).next_lesson(course) == course.ready[1]
    for ready in course.ready[1:]:
        pass_all(ready, home)
    assert progress.load(home).next_lesson(course) is None


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", '{"version": 9}', '{"version": 1, "lessons": {"01-readability": {"x": {"state": "?"}}}}'],
)
def test_a_damaged_record_is_laid_aside(home: Path, lesson: Lesson, damage: str):
    (home / RECORD).write_text(damage)
    assert progress.load(home) == progress.Progress()
    assert progress.record(lesson, lesson.checks[0].id, 0, State.PASSED, home=home)
    assert (home / ".survive" / "progress.json.damaged").read_text() == damage
    assert progress.load(home).record(lesson, lesson.checks[0].id).state is State.PASSED


def test_points_that_are_no_number_are_no_record(home: Path):
    one = {"x": {"state": "passed", "points": float("nan")}}
    (home / RECORD).write_text(json.dumps({"version": 1, "lessons": {"01-readability": one}}))
    assert progress.load(home) == progress.Progress()


def test_outside_of_a_learners_folder_nothing_is_kept(
    tmp_path: Path, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert not progress.record(lesson, lesson.checks[0].id, 0, State.PASSED)
    assert list(tmp_path.iterdir()) == []


def test_a_check_in_an_exercises_folder_finds_the_record(
    home: Path, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
):
    folder = home / "exercises" / lesson.slug
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert progress.record(lesson, lesson.checks[0].id, 0, State.PASSED)
    assert progress.load().record(lesson, lesson.checks[0].id).state is State.PASSED


def test_a_record_that_cannot_be_written_stops_nobody(home: Path, lesson: Lesson):
    (home / f"{RECORD}.lock").mkdir()
    assert not progress.record(lesson, lesson.checks[0].id, 0, State.PASSED, home=home)


KERNEL = """
import sys
from autograder.syllabus import load
from autograder.verdict import State
from autograder.workspace import progress

lesson = load().ready[int(sys.argv[1])]
for check in lesson.checks:
    assert progress.record(lesson, check.id, check.points, State.PASSED)
"""


def test_kernels_that_write_at_once_lose_nothing(home: Path):
    commands = [[sys.executable, "-c", KERNEL, str(index)] for index in (0, 1, 0, 1)]
    writers = [subprocess.Popen(command, cwd=home) for command in commands]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert all(progress.passed(lesson, home) for lesson in load().ready[:2])


def test_survive_progress_says_what_is_next(home: Path, lesson: Lesson, monkeypatch: pytest.MonkeyPatch):
    pass_all(load().ready[0], home)
    monkeypatch.chdir(home)
    shown = CliRunner().invoke(main, ["progress"])
    assert shown.exit_code == 0, shown.output
    assert "10 of 10" in shown.output
    assert f"Next: 01 {lesson.title}" in shown.output


def test_survive_progress_as_json_names_every_check(home: Path, monkeypatch: pytest.MonkeyPatch):
    pass_all(load().ready[0], home)
    monkeypatch.chdir(home)
    first, *others = json.loads(CliRunner().invoke(main, ["progress", "--json"]).output)
    assert first["passed"]
    assert first["points"] == first["max_points"] == 10
    assert {one["state"] for other in others for one in other["checks"].values()} == {"not tried"}
    assert os.listdir(home) == [".survive"]  # noqa: PTH208 - names are all that is asked

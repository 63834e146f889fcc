"""A learner's folder through the updates of a course, on a real disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.workspace import Action, bring_up_to_date

MODULE = "exercises/01-readability/boxoffice/refunds.py"
LESSON = "notebooks/01-readability.ipynb"


def notebook(*sources: str, outputs: list[object] | None = None) -> str:
    cells = [{"cell_type": "code", "source": source, "outputs": outputs or []} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "the course"
    write(root, {LESSON: notebook("1 + 1"), MODULE: "def refund(): ...\n"})
    return root


@pytest.fixture
def home(tmp_path: Path, course: Path) -> Path:
    folder = tmp_path / "my work"
    bring_up_to_date(folder, course)
    return folder


def actions(home: Path, course: Path) -> dict[str, Action]:
    return {step.path: step.action for step in bring_up_to_date(home, course)}


def test_a_new_folder_holds_what_the_course_offers(home: Path, course: Path):
    for path in (LESSON, MODULE):
        assert (home / path).read_bytes() == (course / path).read_bytes()


def test_a_second_call_does_nothing(home: Path, course: Path):
    assert actions(home, course) == {}


def test_caches_and_checkpoints_are_not_handed_out(home: Path, course: Path):
    write(course, {"notebooks/.ipynb_checkpoints/a.ipynb": "{}", "exercises/x/__pycache__/m.pyc": ""})
    assert actions(home, course) == {}


def test_what_is_new_comes_in(home: Path, course: Path):
    write(course, {"notebooks/02-separation.ipynb": notebook("2"), MODULE: "def refund(order): ...\n"})
    assert actions(home, course) == {"notebooks/02-separation.ipynb": Action.ADD, MODULE: Action.REFRESH}
    assert "order" in (home / MODULE).read_text()


def test_the_learners_work_survives_an_update(home: Path, course: Path):
    write(home, {LESSON: notebook("my answer"), MODULE: "def refund(): return 'mine'\n"})
    write(course, {LESSON: notebook("a better question"), MODULE: "def refund(order): ...\n"})
    assert actions(home, course) == {LESSON: Action.BESIDE, MODULE: Action.BESIDE}
    assert "my answer" in (home / LESSON).read_text()
    assert "mine" in (home / MODULE).read_text()
    assert "a better question" in (home / "notebooks/01-readability.new.ipynb").read_text()
    assert actions(home, course) == {}


def test_running_a_notebook_does_not_make_it_the_learners(home: Path, course: Path):
    output = {"output_type": "stream", "name": "stdout", "text": "2"}
    write(home, {LESSON: notebook("1 + 1", outputs=[output])})
    write(course, {LESSON: notebook("1 + 2")})
    assert actions(home, course) == {LESSON: Action.REFRESH}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": 1, "files": {"a": 3}}', "\udcff"])
def test_a_damaged_record_costs_nothing_of_the_learners(home: Path, course: Path, damage: str):
    write(home, {LESSON: notebook("my answer")})
    (home / ".survive" / "handed-out.json").write_text(damage, "utf-8", errors="surrogateescape")
    write(course, {LESSON: notebook("a better question")})
    assert actions(home, course) == {LESSON: Action.BESIDE}
    assert "my answer" in (home / LESSON).read_text()


def test_a_notebook_that_is_none_is_told_by_its_bytes(home: Path, course: Path):
    write(home, {LESSON: "no notebook at all"})
    write(course, {LESSON: notebook("new")})
    assert actions(home, course) == {LESSON: Action.BESIDE}


def test_a_learners_folder_in_the_place_of_a_file_is_left_alone(home: Path, course: Path):
    (home / MODULE).unlink()
    write(home, {f"{MODULE}/mine.txt": "mine"})
    write(course, {MODULE: "def refund(order): ...\n"})
    assert actions(home, course) == {MODULE: Action.BESIDE}
    assert (home / MODULE / "mine.txt").read_text() == "mine"


def test_after_an_interrupted_update_the_next_call_ends_it(home: Path, course: Path):
    record = (home / ".survive" / "handed-out.json").read_bytes()
    write(course, {LESSON: notebook("new"), MODULE: "new = 1\n"})
    bring_up_to_date(home, course)
    # As if the first file had been written and then the power had gone.
    (home / ".survive" / "handed-out.json").write_bytes(record)
    write(home, {MODULE: "def refund(): ...\n"})
    assert actions(home, course) == {MODULE: Action.REFRESH}
    assert actions(home, course) == {}

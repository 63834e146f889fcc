"""Where a learner's folder and notebooks are found."""

from __future__ import annotations

from pathlib import Path

from autograder.syllabus import load
from autograder.workspace import enclosing_home, exercise_notebook

LESSON = load().lesson("01")
NAME = f"{LESSON.slug}.ipynb"


def test_the_folder_around_is_the_learners(tmp_path: Path):
    (tmp_path / ".survive").mkdir()
    inside = tmp_path / "exercises" / LESSON.slug
    inside.mkdir(parents=True)
    assert enclosing_home(inside) == tmp_path
    assert exercise_notebook(LESSON, inside) == inside / NAME


def test_an_exercises_folder_alone_is_enough(tmp_path: Path):
    (tmp_path / NAME).write_text("{}")
    assert exercise_notebook(LESSON, tmp_path) == tmp_path / NAME


def test_beside_the_lessons_the_exercise_is_meant_and_not_the_lesson(tmp_path: Path):
    (tmp_path / ".survive").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / NAME).write_text("{}")
    assert exercise_notebook(LESSON, tmp_path / "notebooks") == tmp_path / "exercises" / LESSON.slug / NAME

"""The folder that a notebook's cells find when the extension is loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.jupyter._extension import _lesson, _prepared
from autograder.jupyter._place import place_of
from autograder.stages import before, before_exercise
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("01")
NAME = f"{LESSON.slug}.ipynb"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extension changes the kernel's folder and path; a test's are put back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", sys.path.copy())


def prepared(notebook: Path) -> Path:
    notebook.parent.mkdir(parents=True)
    notebook.touch()
    place = place_of(notebook, notebook.parent)
    return _prepared(place, _lesson(place))


def test_a_lesson_finds_its_app_in_the_work_folder_and_runs_there(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "work" / "notebooks" / NAME)
    assert folder == tmp_path / "work" / LESSON.slug
    assert SourceTree.from_folder(folder).files.items() >= before(LESSON).files.items()
    assert Path.cwd() == folder
    assert [path.name for path in (tmp_path / "work" / "notebooks").iterdir()] == [NAME]


def test_a_lesson_opened_again_finds_what_its_cells_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "work" / LESSON.slug
    (folder / "boxoffice").mkdir(parents=True)
    (folder / "boxoffice" / "main.py").write_text("mine\n")
    prepared(tmp_path / "work" / "notebooks" / NAME)
    assert (folder / "boxoffice" / "main.py").read_text() == "mine\n"


def test_a_solution_runs_in_a_temporary_folder_with_the_app_of_its_exercise(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "solutions" / LESSON.slug / NAME)
    assert not folder.is_relative_to(tmp_path)
    assert SourceTree.from_folder(folder).files.items() >= before_exercise(LESSON).files.items()
    assert [path.name for path in (tmp_path / "solutions" / LESSON.slug).iterdir()] == [NAME]


def test_an_exercise_runs_in_its_own_folder_and_finds_it_as_it_is(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "exercises" / LESSON.slug / NAME)
    assert Path.cwd() == folder == tmp_path / "exercises" / LESSON.slug
    assert [path.name for path in folder.iterdir()] == [NAME]

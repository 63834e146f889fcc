"""Where the cells of a notebook write."""

from __future__ import annotations

from pathlib import Path

from autograder.jupyter._place import Kind, notebook_file, place_of

SLUG = "01-readability"


def test_an_exercise_writes_beside_its_notebook(tmp_path: Path) -> None:
    notebook = tmp_path / "exercises" / SLUG / f"{SLUG}.ipynb"
    assert place_of(notebook, notebook.parent).folder == notebook.parent


def test_an_exercise_folder_alone_on_a_machine_is_written_into(tmp_path: Path) -> None:
    place = place_of(None, tmp_path / "downloads")
    assert (place.kind, place.folder) == (Kind.EXERCISE, tmp_path / "downloads")


def test_a_lesson_writes_into_the_work_folder_under_its_slug(tmp_path: Path) -> None:
    notebook = tmp_path / "notebooks" / f"{SLUG}.ipynb"
    place = place_of(notebook, notebook.parent)
    assert (place.kind, place.folder) == (Kind.LESSON, tmp_path / "work" / SLUG)


def test_a_learners_copy_of_a_lesson_is_in_the_work_folder_already(tmp_path: Path) -> None:
    notebook = tmp_path / "work" / "notebooks" / f"{SLUG}.ipynb"
    assert place_of(notebook, notebook.parent).folder == tmp_path / "work" / SLUG


def test_a_solution_never_writes_into_solutions(tmp_path: Path) -> None:
    notebook = tmp_path / "solutions" / SLUG / f"{SLUG}.ipynb"
    for known in (notebook, None):
        place = place_of(known, notebook.parent)
        assert (place.kind, place.folder) == (Kind.SOLUTION, None)


def test_a_lesson_whose_name_is_not_known_writes_into_a_temporary_folder(tmp_path: Path) -> None:
    place = place_of(None, tmp_path / "notebooks")
    assert (place.kind, place.folder) == (Kind.LESSON, None)


def test_the_notebook_is_found_by_the_name_that_the_server_gives(tmp_path: Path) -> None:
    notebook = tmp_path / f"{SLUG}.ipynb"
    notebook.touch()
    for name in (str(notebook), f"exercises/{SLUG}/{SLUG}.ipynb"):
        assert notebook_file({"JPY_SESSION_NAME": name}, {}, tmp_path) == notebook


def test_the_notebook_is_found_by_the_name_that_vs_code_gives(tmp_path: Path) -> None:
    notebook = tmp_path / f"{SLUG}.ipynb"
    notebook.touch()
    named: dict[str, object] = {"__vsc_ipynb_file__": str(notebook)}
    assert notebook_file({}, named, tmp_path / "elsewhere") == notebook
    assert notebook_file({"JPY_SESSION_NAME": "9f0c.ipynb"}, named, tmp_path / "elsewhere") == notebook


def test_a_console_or_a_notebook_that_is_gone_has_no_file(tmp_path: Path) -> None:
    for environ in ({}, {"JPY_SESSION_NAME": "console-1"}, {"JPY_SESSION_NAME": "/gone/x.ipynb"}):
        assert notebook_file(environ, {}, tmp_path) is None

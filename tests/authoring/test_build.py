from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.authoring import put_in_form
from autograder.authoring._build import BuildError, _keep_grade_ids, generate
from autograder.authoring._files import differences, files_in
from autograder.nbgrader.canonical import NotCanonicalError
from autograder.nbgrader.notebooks import text_of
from autograder.stages import before_exercise, released_notebook
from autograder.syllabus import load

LESSON = load().lesson("01")


def test_an_exercise_is_its_notebook_and_the_app_as_it_finds_it(tmp_path: Path) -> None:
    made = files_in(generate(LESSON, tmp_path))
    app = {path: text.encode() for path, text in before_exercise(LESSON).files.items()}
    assert {path: data for path, data in made.items() if not path.endswith(".ipynb")} == app
    assert differences(made, files_in(released_notebook(LESSON).parent)) == []


def test_a_lesson_without_a_solution_cannot_be_built(tmp_path: Path) -> None:
    planned = replace(LESSON, slug="10-planned", checks=())
    with pytest.raises(BuildError, match=f"there is no solutions/{planned.slug}"):
        generate(planned, tmp_path)


def graded(path: Path, *grade_ids: str) -> Path:
    cells = [
        new_code_cell("x", metadata={"nbgrader": {"grade": True, "solution": False, "grade_id": name}})
        for name in grade_ids
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text(text_of(new_notebook(cells=cells)))
    return path


def test_a_grade_id_that_was_released_may_not_be_lost(tmp_path: Path) -> None:
    before = graded(tmp_path / "before" / "01.ipynb", "flat", "named")
    _keep_grade_ids(graded(tmp_path / "more.ipynb", "named", "new", "flat"), before)
    with pytest.raises(BuildError, match=r"flat \(check\)"):
        _keep_grade_ids(graded(tmp_path / "renamed.ipynb", "shallow", "named"), before)


def test_a_grade_id_may_not_change_what_it_grades(tmp_path: Path) -> None:
    before = graded(tmp_path / "before" / "01.ipynb", "flat")
    after = new_code_cell("x", metadata={"nbgrader": {"grade": False, "solution": True, "grade_id": "flat"}})
    made = tmp_path / "made.ipynb"
    made.write_text(text_of(new_notebook(cells=[after])))
    with pytest.raises(BuildError, match="would be lost"):
        _keep_grade_ids(made, before)


def test_what_tools_leave_behind_is_no_difference(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "main.pyc").write_bytes(b"x")
    (tmp_path / "main.py").write_text("x = 1\n")
    assert files_in(tmp_path) == {"main.py": b"x = 1\n"}
    assert differences({"main.py": b"x = 2\n", "new.py": b""}, files_in(tmp_path)) == ["main.py", "new.py"]


def test_a_notebook_is_put_in_form_once(tmp_path: Path) -> None:
    path = tmp_path / "lesson.ipynb"
    path.write_text(text_of(new_notebook(cells=[new_code_cell("x = 1\n", execution_count=3)])))
    assert put_in_form(path)
    assert not put_in_form(path)


def test_a_file_that_is_no_notebook_has_no_form(tmp_path: Path) -> None:
    path = tmp_path / "lesson.ipynb"
    path.write_text("{")
    with pytest.raises(NotCanonicalError, match="no notebook"):
        put_in_form(path)

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import subject_of
from autograder.grading._given import given_in
from autograder.stages import before_exercise, released_notebook, replay
from autograder.submission import Remove, Write, from_operations, read_notebook
from autograder.syllabus import load

Make = Callable[..., Path]


def cell(source: str, *, solution: bool) -> dict[str, object]:
    marks = {"solution": solution, "locked": not solution, "grade": False}
    return {"cell_type": "code", "metadata": {"nbgrader": marks}, "source": source}


@pytest.fixture
def released(tmp_path: Path) -> Make:
    def make(*cells: dict[str, object]) -> Path:
        path = tmp_path / "exercise.ipynb"
        path.write_text(json.dumps({"cells": cells}))
        return path

    return make


PORTS = cell("%%writefile boxoffice/ports.py\nGIVEN = 1", solution=False)
MAIL = cell("%%writefile boxoffice/mail.py\n# Your code here.", solution=True)


def paths_and_texts(operations: tuple[Write | Remove, ...]) -> list[tuple[str, str | None]]:
    return [(item.path, item.text if isinstance(item, Write) else None) for item in operations]


def test_a_given_cell_that_was_deleted_is_replayed_all_the_same(released: Make) -> None:
    together = given_in(released(PORTS, MAIL)).together_with([Write("boxoffice/mail.py", "mine\n", 1)])
    assert paths_and_texts(together) == [
        ("boxoffice/ports.py", "GIVEN = 1\n"),
        ("boxoffice/mail.py", "mine\n"),
    ]


@pytest.mark.parametrize(
    "tampered", [Write("boxoffice/ports.py", "GIVEN = 2\n", 7), Remove("boxoffice/ports.py", 7)]
)
def test_a_given_module_is_judged_as_given_and_a_note_says_so(
    released: Make, tampered: Write | Remove
) -> None:
    given = given_in(released(PORTS, MAIL))
    assert paths_and_texts(given.together_with([tampered])) == [("boxoffice/ports.py", "GIVEN = 1\n")]
    (note,) = given.notes_on([tampered])
    assert "boxoffice/ports.py is given" in note


def test_a_given_cell_that_was_left_alone_needs_no_note(released: Make) -> None:
    assert given_in(released(PORTS)).notes_on([Write("boxoffice/ports.py", "GIVEN = 1\n", 1)]) == ()


def test_where_a_writing_cell_comes_after_a_given_one_the_learners_text_counts(released: Make) -> None:
    later = cell("%%writefile boxoffice/ports.py\n# Your code here.", solution=True)
    together = given_in(released(PORTS, later)).together_with([Write("boxoffice/ports.py", "mine\n", 2)])
    assert paths_and_texts(together)[-1] == ("boxoffice/ports.py", "mine\n")


def test_a_module_that_is_given_gone_stays_gone(released: Make) -> None:
    gone = cell("%remove boxoffice/db.py", solution=False)
    together = given_in(released(gone)).together_with([Write("boxoffice/db.py", "back\n", 1)])
    assert paths_and_texts(together) == [("boxoffice/db.py", None)]


def test_an_exercise_without_given_cells_takes_a_submission_as_it_is() -> None:
    lesson = load().lesson("01")
    given = given_in(released_notebook(lesson))
    assert given.operations == ()
    assert given.paths == frozenset()


def test_the_solution_of_lesson_02_without_its_given_cells_is_the_same_app() -> None:
    lesson = load().lesson("02")
    whole = read_notebook(released_notebook(lesson)).operations
    given = given_in(released_notebook(lesson))
    assert "boxoffice/ports.py" in given.paths
    answers = [item for item in whole if item.path not in given.paths]
    assert (
        replay(before_exercise(lesson), given.together_with(answers))
        == subject_of(lesson, from_operations(whole)).tree
    )


def test_who_hands_in_nothing_has_not_tried() -> None:
    assert subject_of(load().lesson("02"), from_operations([])).untouched
    assert subject_of(load().lesson("02"), read_notebook(released_notebook(load().lesson("02")))).untouched

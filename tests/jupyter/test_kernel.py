"""`%load_ext autograder` in a real kernel, over an exercise folder that lies alone."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.stages import lesson_notebook, released_notebook, solution_notebook
from autograder.syllabus import load

LESSON = load().lesson("01")
LOAD = "%load_ext autograder"
WRONG = "%%writefile boxoffice/refunds.py\ndef refund_amount(*case):\n    return 0, 0\n"
SYNTAX = "%%writefile boxoffice/refunds.py\ndef refund_amount(*case:\n    return 0, 0\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The exercise as it is released, alone; and nothing of this user's own Jupyter."""
    alone = tmp_path / "downloads"
    shutil.copytree(released_notebook(LESSON).parent, alone)
    for name in (
        "JUPYTER_RUNTIME_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_CONFIG_DIR",
        "IPYTHONDIR",
        "XDG_DATA_HOME",
    ):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return alone


def run(folder: Path, *sources: str) -> list[NotebookNode]:
    """Run cells in one kernel; their outputs are in the cells."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    client = NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=dict(os.environ))
    return list(notebook.cells)


def check(check_id: str) -> str:
    return f'check("{LESSON.slug}", "{check_id}")'


def solution() -> str:
    cells = nbformat.read(solution_notebook(LESSON), as_version=4).cells
    return next(cell.source for cell in cells if cell.source.startswith("%%writefile"))


def html(cell: NotebookNode) -> str:
    return "".join(output.data.get("text/html", "") for output in cell.outputs if "data" in output)


def value(cell: NotebookNode) -> Any:
    """What nbgrader reads as the score: the cell's last value, as printed."""
    (result,) = (output for output in cell.outputs if output.output_type == "execute_result")
    return json.loads(result.data["text/plain"])


def stderr(cells: list[NotebookNode]) -> list[str]:
    outputs = (output for cell in cells for output in cell.outputs)
    return [str(one) for one in outputs if one.output_type == "error" or one.get("name") == "stderr"]


PRICES = "%%writefile boxoffice/prices.py\nPRICE = 3\n"
IMPORTED = "from boxoffice import main, prices; main.__file__, prices.PRICE"


@pytest.fixture
def notebooks(folder: Path) -> Path:
    """A learner's lessons, in a learner's folder."""
    home = folder.parent / "work"
    (home / ".survive").mkdir(parents=True)
    (home / "notebooks").mkdir()
    shutil.copy(lesson_notebook(LESSON), home / "notebooks")
    return home / "notebooks"


def shown(cell: NotebookNode) -> str:
    return "".join(one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in cell.outputs)


def test_a_lesson_that_nobody_names_says_what_to_do_and_is_then_prepared(notebooks: Path) -> None:
    before = sorted(notebooks.iterdir())
    cells = run(notebooks, LOAD, "%lesson 42", "%lesson 02", "%lesson 01", PRICES, IMPORTED)
    assert stderr(cells) == []
    assert shown(cells[0]).count("\n") == 1
    assert "%lesson 01" in shown(cells[0])
    assert "the lessons are: 00-meet-the-app" in shown(cells[1])
    assert "there is no 02-boundaries.ipynb" in shown(cells[2])
    assert str(notebooks.parent / LESSON.slug / "boxoffice" / "main.py") in shown(cells[5])
    assert sorted(notebooks.iterdir()) == before


def test_a_lesson_in_vs_code_finds_its_app_wherever_the_kernel_started(notebooks: Path) -> None:
    named = f"__vsc_ipynb_file__ = {str(notebooks / LESSON.slug)!r} + '.ipynb'"
    cells = run(notebooks.parent.parent, named, LOAD, PRICES, IMPORTED)
    assert stderr(cells) == []
    assert shown(cells[1]) == ""
    assert str(notebooks.parent / LESSON.slug / "boxoffice" / "main.py") in shown(cells[3])


def test_the_card_turns_from_not_tried_to_refused_to_passed(folder: Path) -> None:
    question = check("flat-functions")
    cells = run(
        folder, LOAD, question, WRONG, check("same-answers"), solution(), question, check("same-answers")
    )
    assert stderr(cells) == []
    assert "not tried" in html(cells[1])
    assert (value(cells[1]), type(value(cells[1]))) == (0.0, float)
    assert "refused" in html(cells[3])
    assert "passed" in html(cells[5])
    assert value(cells[5]) == LESSON.check("flat-functions").points
    assert "passed" in html(cells[6])


def test_code_that_does_not_parse_is_shown_with_the_cells_own_line(folder: Path) -> None:
    cells = run(folder, LOAD, SYNTAX, check("same-answers"))
    assert stderr(cells) == []
    assert "line 2 of this cell" in cells[1].outputs[0].text
    assert "boxoffice/refunds.py" in html(cells[2])
    assert "line 2 of your cell" in html(cells[2])


def test_a_file_edited_outside_is_pointed_out_and_taken(folder: Path) -> None:
    edit = "with open('boxoffice/refunds.py', 'a') as file:\n    file.write('# edited\\n')"
    take = "%take boxoffice/refunds.py"
    cells = run(folder, LOAD, solution(), edit, check("plain-code"), take, check("plain-code"))
    assert "was changed outside the notebook" in html(cells[3])
    assert "was changed outside the notebook" not in html(cells[5])


def test_what_a_learner_prints_or_breaks_on_import_never_reaches_the_notebook_as_ours(folder: Path) -> None:
    noise = ("import sys", "PATTERN = '\\d'", "print('out')", "print('err', file=sys.stderr)")
    noisy = "\n".join((solution(), *noise, "raise RuntimeError('mine')"))
    cells = run(folder, LOAD, noisy, check("same-answers"), check("nonsense"))
    assert stderr(cells) == []
    assert "mine" in html(cells[2])
    assert "could not be judged" in html(cells[3])

"""The lesson's notebook shows what its words say, and runs a second time in the same folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.authoring.proofs.notebook import learners_folder
from autograder.facts import complexity, parse
from autograder.nbgrader.notebooks import read
from autograder.stages import before, content_root, lesson_notebook
from autograder.syllabus import load


def execute(path: Path) -> str:
    """Run the notebook and return all that it printed."""
    client = NotebookClient(read(path), timeout=60, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env={**os.environ, "JPY_SESSION_NAME": str(path)})
    return "".join(output.text for cell in client.nb.cells for output in _streams(cell))


def _streams(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.get("outputs", []) if output.output_type == "stream"]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What two runs in one learner's folder printed."""
    work = learners_folder(tmp_path_factory.mktemp("home"), content_root())
    notebook = work / "notebooks" / "01-readability.ipynb"
    return [execute(notebook), execute(notebook)]


def test_it_prints_the_same_when_it_runs_again(printed: list[str]) -> None:
    assert printed[0] == printed[1]


def test_the_wrong_branch_is_replayed_with_the_money_it_cost(printed: list[str]) -> None:
    assert "+            f = c * 0.02" in printed[0]
    assert "2,815 orders were sold" in printed[0]
    assert "569 paid too much" in printed[0]
    assert "1,950 paid too little" in printed[0]


def test_every_step_is_green_and_the_app_sells_and_refunds_after_it(printed: list[str]) -> None:
    assert "RED" not in printed[0]
    assert printed[0].count("green: 2,815 answers as before") == 3
    assert "3,000 of 3,000 answers as before" in printed[0]
    assert "201 paid" in printed[0]
    assert "'refund_cents': 18900" in printed[0]


def test_the_words_name_the_complexity_that_the_bench_shows() -> None:
    lesson = load().lesson("01")
    words = lesson_notebook(lesson).read_text("utf-8")
    old = {function.name: function.complexity for function in complexity(parse(before(lesson)))}
    assert f"`calc2` had a cognitive complexity of {old['calc2']}." in words

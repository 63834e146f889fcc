import re

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.nbgrader.answers import as_plain_text, with_answers
from autograder.nbgrader.canonical import canonical
from autograder.submission import Cell, read_cells


def marked(cell: NotebookNode, grade_id: str, *, grade: bool, solution: bool) -> NotebookNode:
    marks = {"grade": grade, "solution": solution, "grade_id": grade_id, "locked": not solution, "points": 1}
    cell.metadata["nbgrader"] = {**marks, "schema_version": 3}
    return cell


@pytest.fixture
def released() -> NotebookNode:
    code = marked(
        new_code_cell("%%writefile boxoffice/refunds.py\nx = 1"), "answer", grade=False, solution=True
    )
    check = marked(new_code_cell('check("01", "flat")'), "flat", grade=True, solution=False)
    prose = marked(new_markdown_cell("Write here."), "prose", grade=True, solution=True)
    return canonical(new_notebook(cells=[new_markdown_cell("# Title"), code, check, prose]))


def cell(number: int, source: str, *, kind: str = "code", grade_id: str = "", id: str = "") -> Cell:
    return Cell(number, kind, id, grade_id, source)


def sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


def test_only_the_learners_own_sources_are_put_in(released: NotebookNode) -> None:
    handed_in = [
        cell(1, "# My title", kind="markdown", id="cell-1"),
        cell(2, "%%writefile boxoffice/refunds.py\nx = 2", grade_id="answer"),
        cell(3, "10.0", grade_id="flat"),
        cell(4, "It is half.", kind="markdown", grade_id="prose"),
    ]
    assert sources(with_answers(released, handed_in)) == [
        "# Title",
        "%%writefile boxoffice/refunds.py\nx = 2",
        'check("01", "flat")',
        "```\nIt is half.\n```",
    ]


def test_of_doubled_cells_the_last_is_the_answer_and_the_others_are_shown_beside_it(
    released: NotebookNode,
) -> None:
    first = cell(1, "%%writefile boxoffice/refunds.py\nx = 2", grade_id="answer")
    last = cell(2, "%%writefile boxoffice/refunds.py\nx = 3", grade_id="answer")
    notebook = with_answers(released, [first, last])
    assert notebook.cells[2].source == last.source
    assert sources(notebook).count(first.source) == 1


def test_a_writing_cell_that_lost_its_grade_id_is_known_by_its_module(released: NotebookNode) -> None:
    notebook = with_answers(released, [cell(1, "%%writefile boxoffice/refunds.py\nx = 2")])
    assert notebook.cells[1].source == "%%writefile boxoffice/refunds.py\nx = 2"
    assert len(notebook.cells) == 4


def test_a_module_that_the_learner_added_is_shown_after_the_cell_it_followed(released: NotebookNode) -> None:
    handed_in = [
        cell(1, "%%writefile boxoffice/refunds.py\nx = 2", grade_id="answer"),
        cell(2, "%%writefile boxoffice/shares.py\ny = 2"),
        cell(3, "print('scratch')"),
    ]
    notebook = with_answers(released, handed_in)
    assert sources(notebook)[1:3] == [handed_in[0].source, handed_in[1].source]
    assert notebook.cells[2].metadata == {}
    assert len(notebook.cells) == 5
    nbformat.validate(notebook)


def test_an_answer_that_is_as_it_was_released_stays_so_that_nbgrader_sees_no_response(
    released: NotebookNode,
) -> None:
    notebook = with_answers(released, [cell(1, "Write here.\n", kind="markdown", grade_id="prose")])
    assert notebook.cells[3].source == "Write here."


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[click](javascript:alert(1))",
        "![](http://tracker.example/x.png)",
        "$$ <script>alert(1)</script> $$",
        "\\begin{align}<script>alert(1)</script>\\end{align}",
        "```\n<script>alert(1)</script>",
        "\n``````\n\n<script>alert(1)</script>\n\n~~~",
        "</code></pre><script>alert(1)</script>",
        "text\r```\r<script>alert(1)</script>",
        "text\u2028```\u2028<script>alert(1)</script>\x0c```\x0c<b>",
        "    <script>alert(1)</script>\n\n- ```\n  <script>",
    ],
)
def test_an_answer_in_prose_never_becomes_markup(text: str) -> None:
    notebook = new_notebook(cells=[new_markdown_cell(as_plain_text(text))])
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    body = page[page.index("<body") :]
    shown = body[body.index("text_cell_render") : body.rindex("</pre>")]
    inner = shown[shown.index("<pre>") :]
    assert not re.search(r"<(?!/?(pre|code)\b)", inner), inner


def test_an_endless_answer_is_shown_in_part() -> None:
    assert len(as_plain_text("x" * 1_000_000)) < 30_000


def test_of_endless_code_as_much_is_shown_as_a_person_reads(released: NotebookNode) -> None:
    endless = "x = 1\n" * 100_000
    handed_in = [cell(1, f"%%writefile boxoffice/refunds.py\n{endless}", grade_id="answer")]
    handed_in += [cell(number, f"%%writefile boxoffice/m{number}.py\n{endless}") for number in range(2, 200)]
    assert sum(len(source) for source in sources(with_answers(released, handed_in))) < 1_000_000


def test_cells_of_a_file_that_is_not_what_it_should_be_are_left_out() -> None:
    data = b'{"cells": [1, {"cell_type": "code", "source": [1]}, {"cell_type": "markdown", "source": "a"}]}'
    assert [cell.number for cell in read_cells(data)] == [3]

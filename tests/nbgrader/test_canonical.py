import json

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.nbgrader.canonical import NotCanonicalError, canonical, canonical_text


def graded(grade_id: str, source: str = "") -> NotebookNode:
    marks = {"grade": True, "grade_id": grade_id, "locked": True, "solution": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {**marks, "checksum": "0" * 32}})


def test_outputs_counts_and_what_editors_leave_are_not_kept() -> None:
    cell = new_code_cell(
        "print(1)\n\n",
        execution_count=7,
        outputs=[new_output("stream", name="stdout", text="1\n")],
        metadata={"execution": {"iopub": "now"}, "collapsed": True, "tags": ["setup"], "trusted": True},
    )
    notebook = new_notebook(
        cells=[cell], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.13"}}
    )
    form = canonical(notebook)
    assert form.cells[0].outputs == []
    assert form.cells[0].execution_count is None
    assert form.cells[0].metadata == {"tags": ["setup"]}
    assert form.cells[0].source == "print(1)"
    assert set(form.metadata) == {"kernelspec", "language_info"}
    assert form.metadata.language_info == {"name": "python"}


def test_ids_come_from_grade_ids_and_the_steps_after_them() -> None:
    cells = [new_markdown_cell("a"), graded("refunds"), new_markdown_cell("b"), new_markdown_cell("c")]
    ids = [cell.id for cell in canonical(new_notebook(cells=cells)).cells]
    assert ids == ["cell-1", "refunds", "refunds-1", "refunds-2"]


def test_two_cells_with_one_grade_id_have_no_canonical_form() -> None:
    with pytest.raises(NotCanonicalError, match="'refunds'"):
        canonical(new_notebook(cells=[graded("refunds"), graded("refunds")]))


def test_checksums_are_nbgraders_and_not_kept_in_a_source() -> None:
    form = canonical(new_notebook(cells=[graded("refunds")]))
    assert "checksum" not in form.cells[0].metadata.nbgrader


def test_the_canonical_text_of_a_canonical_notebook_is_the_same_text() -> None:
    text = canonical_text(new_notebook(cells=[graded("refunds", "x = 1"), new_markdown_cell("é")]))
    again = canonical_text(nbformat.reads(text, as_version=4))
    assert again == text
    assert text.endswith("}\n")
    assert list(json.loads(text)) == ["cells", "metadata", "nbformat", "nbformat_minor"]
    nbformat.validate(nbformat.reads(text, as_version=4))


def test_a_picture_in_a_text_stays() -> None:
    picture = {"graph.png": {"image/png": "iVBORw0KGgo="}}
    text = new_markdown_cell("![](attachment:graph.png)", attachments=picture)
    assert canonical(new_notebook(cells=[text])).cells[0].attachments == picture

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.nbgrader.notebooks import text_of
from autograder.nbgrader.release import ReleaseError, released, without_solution
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("01")
STAGE = SourceTree({"boxoffice/refunds.py": "def calc2(d):\n    return d\n"})
SECRET = "the_secret_of_the_solution"


def checks(*, leave_out: str = "", call: str = 'check("01-readability", "{id}")') -> list[NotebookNode]:
    return [
        new_code_cell(
            call.format(id=check.id),
            metadata={"nbgrader": {"grade": True, "grade_id": check.id, "solution": False, "points": 99}},
        )
        for check in LESSON.checks
        if check.id != leave_out
    ]


def answer(source: str, starter: str | None) -> NotebookNode:
    marks = {"grade": False, "grade_id": "answer", "solution": True, "locked": False}
    survive = {"starter": starter} if starter else {}
    return new_code_cell(source, metadata={"nbgrader": marks, "survive": survive})


def starter_of(cell: NotebookNode) -> str:
    notebook = released(new_notebook(cells=[cell, *checks()]), LESSON, STAGE)
    source: str = notebook.cells[0].source
    return source


def test_a_cell_that_starts_from_the_stage_has_the_module_that_the_lesson_finds() -> None:
    cell = answer(f"%%writefile boxoffice/refunds.py\n{SECRET} = 1", "stage")
    assert starter_of(cell) == "%%writefile boxoffice/refunds.py\ndef calc2(d):\n    return d"


def test_a_cell_that_starts_from_its_regions_keeps_the_signature_and_the_indentation() -> None:
    source = (
        "%%writefile boxoffice/refunds.py\n"
        "def refund(total):\n"
        '    """Half of it."""\n'
        "    ### BEGIN SOLUTION\n"
        f"    {SECRET} = total / 2\n"
        "    ### END SOLUTION\n"
    )
    assert starter_of(answer(source, "regions")) == (
        "%%writefile boxoffice/refunds.py\n"
        "def refund(total):\n"
        '    """Half of it."""\n'
        "    # Your code here.\n"
        "    raise NotImplementedError"
    )


def test_a_region_that_is_not_indented_leaves_a_comment_that_can_be_imported() -> None:
    source = f"### BEGIN SOLUTION\n{SECRET} = 1\n### END SOLUTION\nx = 2"
    assert without_solution(source) == "# Your code here.\nx = 2"


def test_a_cell_that_starts_empty_names_its_module_and_nothing_else() -> None:
    cell = answer(f"%%writefile boxoffice/new.py\n{SECRET} = 1", "empty")
    assert starter_of(cell) == "%%writefile boxoffice/new.py\n# Your code here."


@pytest.mark.parametrize("starter", ["stage", "regions", "empty"])
def test_nothing_of_the_solution_is_left_anywhere(starter: str) -> None:
    source = f"%%writefile boxoffice/refunds.py\n### BEGIN SOLUTION\n{SECRET} = 1\n### END SOLUTION"
    cell = answer(source, starter)
    cell.metadata["notes"] = SECRET
    cell.metadata.nbgrader["comment"] = SECRET
    cell.outputs = [{"output_type": "stream", "name": "stdout", "text": SECRET}]
    prose = new_markdown_cell(SECRET, attachments={"a.txt": {"text/plain": SECRET}})
    prose.metadata["nbgrader"] = {"grade": True, "solution": True, "grade_id": "prose", "points": 2}
    notebook = new_notebook(cells=[cell, prose, *checks()], metadata={"author_note": SECRET})
    assert SECRET not in text_of(released(notebook, LESSON, STAGE))


def test_points_are_the_manifests_and_those_of_a_person_their_own() -> None:
    prose = new_markdown_cell("x")
    prose.metadata["nbgrader"] = {"grade": True, "solution": True, "grade_id": "prose", "points": 2}
    notebook = released(new_notebook(cells=[prose, *checks()]), LESSON, STAGE)
    points = {cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for cell in notebook.cells}
    assert points == {"prose": 2, **{check.id: check.points for check in LESSON.checks}}
    assert notebook.metadata.survive == {"lesson": "01-readability"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (checks(leave_out="named-rules"), "no cell with the grade_id 'named-rules'"),
        (checks(call='check("00-meet-the-app", "{id}")'), "its last line must be check"),
        (checks(call="1.0"), "its last line must be check"),
        ([answer("%%writefile boxoffice/refunds.py\nx = 1", None), *checks()], "set its metadata to"),
        (
            [answer("%%writefile boxoffice/new.py\nx = 1", "stage"), *checks()],
            "boxoffice/new.py is not in the app",
        ),
        ([answer("%%writefile boxoffice/new.py\nx = 1", "regions"), *checks()], "no ### BEGIN SOLUTION"),
        ([answer("### BEGIN SOLUTION\nx = 1", "regions"), *checks()], "no ### END SOLUTION"),
        ([new_code_cell("### BEGIN SOLUTION\n### END SOLUTION"), *checks()], "outside a solution cell"),
    ],
)
def test_a_source_that_cannot_be_released_is_refused_with_the_cell_and_the_fix(
    cells: list[NotebookNode], said: str
) -> None:
    with pytest.raises(ReleaseError, match=said):
        released(new_notebook(cells=cells), LESSON, STAGE)


def test_a_check_that_the_manifest_does_not_name_is_refused() -> None:
    extra = new_code_cell("x", metadata={"nbgrader": {"grade": True, "grade_id": "extra", "solution": False}})
    with pytest.raises(ReleaseError, match="the manifest has no such check"):
        released(new_notebook(cells=[extra, *checks()]), LESSON, STAGE)

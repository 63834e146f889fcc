import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.nbgrader.marks import NotJudgedError, with_complaints, with_marks
from autograder.syllabus import load
from autograder.verdict import CheckResult, Evidence, State, Verdict

LESSON = load().lesson("01")


@pytest.fixture
def released() -> NotebookNode:
    cells = []
    for check in LESSON.checks:
        marks = {"grade": True, "grade_id": check.id, "solution": False, "points": check.points}
        cells.append(new_code_cell("check()", metadata={"nbgrader": {**marks, "locked": True}}))
    return new_notebook(cells=cells)


def verdict(state: State, share: float, *, notes: tuple[str, ...] = ()) -> Verdict:
    evidence = (Evidence.source("Too deep.", "boxoffice/refunds.py", 7, "<script>alert(1)</script>"),)
    results = tuple(
        CheckResult(check.id, state, share * check.points, check.points, "reason", "Why it is so.", evidence)
        for check in LESSON.checks
    )
    return Verdict(LESSON.slug, "0" * 64, results, isolated=True, notes=notes)


@pytest.mark.parametrize("share", [0.0, 1 / 3, 0.5, 1.0])
def test_nbgrader_reads_the_very_points_of_the_verdict(released: NotebookNode, share: float) -> None:
    notebook = with_marks(released, verdict(State.PARTLY, share), LESSON)
    for check, cell in zip(LESSON.checks, notebook.cells, strict=True):
        assert determine_grade(cell) == (share * check.points, check.points)


def test_a_gradebook_with_fewer_points_than_the_manifest_gets_no_more_than_it_has(
    released: NotebookNode,
) -> None:
    for cell in released.cells:
        cell.metadata.nbgrader["points"] = 1.0
    notebook = with_marks(released, verdict(State.PASSED, 1.0), LESSON)
    assert determine_grade(notebook.cells[1]) == (1.0, 1.0)


def test_the_card_is_there_with_the_reason_and_none_of_the_learners_markup(released: NotebookNode) -> None:
    card = with_marks(released, verdict(State.REFUSED, 0.0), LESSON).cells[1].outputs[0].data["text/html"]
    assert "Why it is so." in card
    assert "<script>" not in card


def test_words_about_the_whole_stand_on_top(released: NotebookNode) -> None:
    notebook = with_marks(released, verdict(State.NOT_TRIED, 0.0, notes=("<b>unreadable</b>",)), LESSON)
    assert notebook.cells[0].cell_type == "markdown"
    assert "```\n<b>unreadable</b>\n```" in notebook.cells[0].source


def test_what_could_not_be_judged_gets_no_mark_at_all(released: NotebookNode) -> None:
    with pytest.raises(NotJudgedError, match="grade this one again"):
        with_marks(released, verdict(State.NOT_JUDGED, 0.0), LESSON)


def test_validate_hears_a_refusal_on_stderr_and_a_pass_as_a_value(released: NotebookNode) -> None:
    refused = with_complaints(released, verdict(State.REFUSED, 0.0), LESSON).cells[1].outputs[0]
    assert refused.name == "stderr"
    assert "Why it is so." in refused.text
    assert max(len(line) for line in refused.text.splitlines()) <= 82
    passed = with_complaints(released, verdict(State.PASSED, 1.0), LESSON).cells[1]
    assert determine_grade(passed) == (3.0, 3.0)

"""A verdict written into a notebook, in the form from which nbgrader reads points."""

from __future__ import annotations

import copy
from collections.abc import Collection

from nbformat import NotebookNode
from rich.console import Console

from autograder.nbgrader.answers import as_plain_text
from autograder.nbgrader.notebooks import markdown_cell, stderr, value
from autograder.nbgrader.release import is_check
from autograder.show import render_verdict, still_card
from autograder.syllabus import Lesson
from autograder.verdict import CheckResult, State, Verdict

_COLUMNS = 82
"""What `nbgrader validate` shows of a line."""


class NotJudgedError(RuntimeError):
    """A submission for which there is no verdict, by a fault of ours or the machine's."""


def with_marks(
    notebook: NotebookNode, verdict: Verdict, lesson: Lesson, written: Collection[str] = ()
) -> NotebookNode:
    """The notebook with each check's points and card as its cell's output.

    Arguments:
        notebook: the released one, with the learner's sources.
        verdict: of that submission, with a result for each check.
        lesson: whose exercise it is.
        written: paths that the learner's cells write.

    Raises:
        NotJudgedError: a check could not be judged; no mark is better than a wrong one.
    """
    lost = [result.check for result in verdict.results if result.state is State.NOT_JUDGED]
    if lost:
        raise NotJudgedError(f"{lesson.slug}: {', '.join(lost)} could not be judged; grade this one again")
    notebook = copy.deepcopy(notebook)
    for cell in filter(is_check, notebook.cells):
        result = verdict.result(cell.metadata.nbgrader["grade_id"])
        card = still_card(result, lesson.check(result.check), isolated=verdict.isolated, written=written)
        cell.outputs = [_value(cell, result, card)]
    if verdict.notes:
        notebook.cells.insert(0, _said(verdict.notes))
    return notebook


def with_complaints(notebook: NotebookNode, verdict: Verdict, lesson: Lesson) -> NotebookNode:
    """The notebook as `nbgrader validate` wants it: what a check refuses stands on its cell's stderr."""
    notebook = copy.deepcopy(notebook)
    for cell in filter(is_check, notebook.cells):
        result = verdict.result(cell.metadata.nbgrader["grade_id"])
        if result.state is State.PASSED:
            cell.outputs = [_value(cell, result, "")]
        else:
            words = in_words(verdict, result, lesson)
            cell.outputs = [stderr(words)]
    return notebook


def in_words(verdict: Verdict, result: CheckResult, lesson: Lesson) -> str:
    """One result as plain text, with the words about the submission as a whole."""
    alone = Verdict(lesson.slug, verdict.submission, (result,), verdict.isolated, verdict.notes)
    console = Console(width=_COLUMNS, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(render_verdict(alone, lesson))
    return "\n".join(line.rstrip() for line in captured.get().strip().splitlines())


def _value(cell: NotebookNode, result: CheckResult, card: str) -> NotebookNode:
    # A value above the cell's points fails the whole submission; what is no number gets full marks.
    points = float(min(result.points, cell.metadata.nbgrader["points"]))
    data = {"text/plain": repr(points), **({"text/html": card} if card else {})}
    return value(data)


def _said(notes: Collection[str]) -> NotebookNode:
    text = "**About this submission as a whole**\n\n" + as_plain_text("\n".join(notes))
    return markdown_cell(text, "about-the-submission")

"""What a person may see of a submission: the released notebook with the learner's own sources put in."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import count

from nbformat import NotebookNode

from autograder.nbgrader.notebooks import code_cell
from autograder.nbgrader.release import is_solution, written_path
from autograder.submission import Cell, PathRefusedError, operations_of

SHOWN_CHARS = 20_000
"""Of one cell: a person reads no more, and colouring it for a page takes time."""

SHOWN_CELLS = 40
"""Of those that the learner added."""


def with_answers(released: NotebookNode, handed_in: Sequence[Cell]) -> NotebookNode:
    """The released notebook with what the learner wrote, and nothing else of theirs.

    Test cells, points, tags, outputs and attachments are the released ones, whatever was done to them.
    An answer in prose becomes plain text: a learner's HTML would run in the marker's browser.
    Modules that the learner added in cells of their own come after the cell that they followed.

    Arguments:
        released: the exercise as learners got it.
        handed_in: the cells of the submission, in order.
    """
    notebook = copy.deepcopy(released)
    left = list(handed_in)
    for cell in notebook.cells:
        answer = _answer_to(cell, left) if is_solution(cell) else None
        if answer is None:
            continue
        left.remove(answer)
        if answer.source.rstrip() != cell.source.rstrip():
            cell.source = shown(answer.source) if cell.cell_type == "code" else as_plain_text(answer.source)
    given = {cell.source for cell in released.cells}
    own = [cell.number for cell in left if _writes(cell) and cell.source not in given][:SHOWN_CELLS]
    _insert(notebook, handed_in, own)
    return notebook


def shown(text: str) -> str:
    """As much of a text as is shown."""
    left = len(text) - SHOWN_CHARS
    return text if left <= 0 else f"{text[:SHOWN_CHARS]}\n# ... and {left} characters more"


def as_plain_text(text: str) -> str:
    """Markdown that shows a text as it is: a fence longer than any run of backticks in it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    part = shown(text)
    longest = max((len(run) for run in re.findall(r"`+", part)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{part}\n{fence}"


def _answer_to(cell: NotebookNode, handed_in: Sequence[Cell]) -> Cell | None:
    """The learner's cell for a released one: the last with its grade id, or that writes its module."""
    grade_id = cell.metadata.nbgrader["grade_id"]
    named = [other for other in handed_in if other.grade_id == grade_id]
    if cell.cell_type != "code":
        return named[-1] if named else None
    named = [other for other in named if other.kind == "code"]
    path = written_path(cell.source)
    alike = named or [other for other in handed_in if path and path in _writes(other)]
    return alike[-1] if alike else None


def _writes(cell: Cell) -> set[str]:
    if cell.kind != "code":
        return set()
    try:
        return {operation.path for operation in operations_of(cell.source, cell.number)}
    except PathRefusedError:
        return set()


def _insert(notebook: NotebookNode, handed_in: Iterable[Cell], own: Collection[int]) -> None:
    """Put the learner's own cells after the released cell that they followed."""
    followed: dict[str, list[NotebookNode]] = {}
    known = {cell.id for cell in notebook.cells}
    number = count(1)
    anchor = ""
    for cell in handed_in:
        if cell.number in own:
            added = code_cell(shown(cell.source), f"added-{next(number)}")
            followed.setdefault(anchor, []).append(added)
        else:
            anchor = next((name for name in (cell.grade_id, cell.id) if name in known), anchor)
    cells = followed.get("", [])
    for cell in notebook.cells:
        cells = [*cells, cell, *followed.get(cell.id, [])]
    notebook.cells = cells

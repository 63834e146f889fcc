"""From the exercise with its solution to the exercise as learners get it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.nbgrader.canonical import canonical
from autograder.submission import Write, operations_of
from autograder.syllabus import Lesson
from autograder.syntax import syntax_tree
from autograder.tree import SourceTree

STARTERS = ("stage", "regions", "empty")
"""How a solution cell starts: as the module that the lesson finds, without its solution regions, or bare."""

ANSWER_STUB = "Write your answer here."
CODE_STUB = "# Your code here."

_BEGIN = re.compile(r"^(?P<indent>\s*)###\s*BEGIN SOLUTION\s*$")
_END = re.compile(r"^\s*###\s*END SOLUTION\s*$")
_MARKER = re.compile(r"(BEGIN|END) SOLUTION")


class ReleaseError(ValueError):
    """A source notebook that cannot be released. The message names the cell and the fix."""


def released(source: NotebookNode, lesson: Lesson, stage: SourceTree) -> NotebookNode:
    """The notebook to release: starters in place of solutions, points from the manifest, canonical.

    Arguments:
        source: the exercise with its solution.
        lesson: whose exercise it is.
        stage: the app as the exercise finds it.

    Raises:
        ReleaseError: a check without its cell, a solution without its starter, a region out of place.
    """
    notebook = canonical(source)
    notebook.metadata["survive"] = {"lesson": lesson.slug}
    for cell in notebook.cells:
        _start(cell, lesson, stage)
        cell.metadata.pop("survive", None)
        if _MARKER.search(cell.source):
            raise ReleaseError(f"{_name(cell)}: a solution region outside a solution cell; mark it as one")
    _check_the_checks(notebook, lesson)
    return notebook


def is_check(cell: NotebookNode) -> bool:
    """Whether the cell calls a check: graded, and not written by the learner."""
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("grade")) and not marks.get("solution")


def is_solution(cell: NotebookNode) -> bool:
    """Whether the learner writes in the cell."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def written_path(source: str) -> str | None:
    """The module that a cell writes, if it writes one.

    Raises:
        PathRefusedError: it writes where no cell may.
    """
    writes = (item for item in operations_of(source, cell=1) if isinstance(item, Write))
    return next((item.path for item in writes), None)


def grade_ids(notebook: NotebookNode) -> dict[str, str]:
    """What nbgrader knows of a notebook: the kind of each cell with a grade id."""
    marked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id")]
    return {cell.metadata.nbgrader["grade_id"]: _kind(cell) for cell in marked}


def _kind(cell: NotebookNode) -> str:
    if is_check(cell):
        return "check"
    return f"{cell.cell_type} answer" if is_solution(cell) else "read-only"


def _start(cell: NotebookNode, lesson: Lesson, stage: SourceTree) -> None:
    if is_solution(cell):
        cell.source = _starter(cell, stage)
        cell.pop("attachments", None)
    elif is_check(cell):
        points = {check.id: check.points for check in lesson.checks}
        grade_id = cell.metadata.nbgrader.get("grade_id", "")
        if grade_id not in points:
            raise ReleaseError(f"{_name(cell)}: the manifest has no such check in {lesson.slug}")
        cell.metadata.nbgrader.update(points=points[grade_id], locked=True)
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader.update(schema_version=3, task=False)


def _starter(cell: NotebookNode, stage: SourceTree) -> str:
    if cell.cell_type != "code":
        return without_solution(cell.source) if _MARKER.search(cell.source) else ANSWER_STUB
    starter = cell.metadata.get("survive", {}).get("starter")
    if starter not in STARTERS:
        options = ", ".join(f'"{name}"' for name in STARTERS)
        raise ReleaseError(
            f'{_name(cell)}: set its metadata to {{"survive": {{"starter": one of {options}}}}}'
        )
    if starter == "regions":
        return _with_regions_cut(cell)
    path = written_path(cell.source)
    if starter == "stage":
        return f"%%writefile {path}\n{_module(cell, path, stage)}"
    return f"%%writefile {path}\n{CODE_STUB}" if path else CODE_STUB


def _with_regions_cut(cell: NotebookNode) -> str:
    if not _MARKER.search(cell.source):
        raise ReleaseError(
            f"{_name(cell)}: no ### BEGIN SOLUTION in it; mark the solution, or start it otherwise"
        )
    try:
        return without_solution(cell.source)
    except ReleaseError as error:
        raise ReleaseError(f"{_name(cell)}: {error}") from None


def _module(cell: NotebookNode, path: str | None, stage: SourceTree) -> str:
    if path is None or path not in stage:
        raise ReleaseError(
            f"{_name(cell)}: {path or 'no module'} is not in the app that the exercise finds; "
            'start it "regions" or "empty"'
        )
    return stage[path].rstrip("\n")


def without_solution(source: str) -> str:
    """A text with a stub in place of each region between ``### BEGIN SOLUTION`` and ``### END SOLUTION``.

    The stub has the region's indentation; an indented one raises, so that an unfinished function says so.

    Raises:
        ReleaseError: a region that is not closed, or begins within another.
    """
    return "\n".join(_lines_without_solution(source))


def _lines_without_solution(source: str) -> Iterator[str]:
    inside = False
    for line in source.split("\n"):
        begin, end = _BEGIN.match(line), _END.match(line)
        if (begin and inside) or (end and not inside):
            raise ReleaseError(
                f"{line.strip()!r} is out of place: regions do not nest, and each has two ends"
            )
        if begin:
            indent = begin["indent"]
            yield f"{indent}{CODE_STUB}"
            if indent:
                yield f"{indent}raise NotImplementedError"
        inside = bool(begin) or (inside and not end)
        if not (inside or end):
            yield line
    if inside:
        raise ReleaseError("no ### END SOLUTION after the last ### BEGIN SOLUTION")


def _check_the_checks(notebook: NotebookNode, lesson: Lesson) -> None:
    """Each check of the manifest has one cell, which calls that very check."""
    cells = {cell.metadata.nbgrader["grade_id"]: cell for cell in notebook.cells if is_check(cell)}
    missing = [check.id for check in lesson.checks if check.id not in cells]
    if missing:
        raise ReleaseError(f"no cell with the grade_id {missing[0]!r}; each check of {lesson.slug} needs one")
    for grade_id, cell in cells.items():
        if (lesson.slug, grade_id) not in _calls(cell.source):
            call = f'check("{lesson.slug}", "{grade_id}")'
            raise ReleaseError(
                f"{_name(cell)}: its last line must be {call}, the check whose points it carries"
            )


def _calls(source: str) -> list[tuple[object, ...]]:
    """The constant arguments of the call that is the cell's value."""
    try:
        body = syntax_tree(source).body
    except SyntaxError:
        return []
    value = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "check"):
        return []
    return [tuple(item.value for item in value.args if isinstance(item, ast.Constant))]


def _name(cell: NotebookNode) -> str:
    return f"cell {cell.id!r}"

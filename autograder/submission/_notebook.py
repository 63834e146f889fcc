"""Read a notebook that a stranger wrote: the answer is a `Submission`, whatever is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.submission._verbs import Operation, PathRefusedError, Write, operations_of


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read. Sizes are in bytes for the notebook, in characters for modules."""

    notebook_bytes: int = 8_000_000
    cells: int = 1_000
    operations: int = 200
    module_chars: int = 200_000
    total_chars: int = 1_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class Problem:
    """Something that could not be taken, in a sentence for the learner.

    Arguments:
        message: what it was and what to do.
        cell: the cell's position, counted from 1; none for the notebook as a whole.
    """

    message: str
    cell: int | None = None

    def __str__(self) -> str:
        return self.message if self.cell is None else f"cell {self.cell}: {self.message}"


@dataclass(frozen=True)
class Submission:
    """What was handed in.

    Arguments:
        operations: what its writing cells do, in document order.
        problems: what was left out, and why.
    """

    operations: tuple[Operation, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the operations: what a verdict was formed from."""
        sha = hashlib.sha256()
        for operation in self.operations:
            text = operation.text if isinstance(operation, Write) else None
            sha.update(json.dumps([operation.path, text]).encode())
        return sha.hexdigest()

    def cell_of(self, path: str) -> int | None:
        """The cell that wrote a path last, counted from 1; none if no cell did."""
        cells = [item.cell for item in self.operations if isinstance(item, Write) and item.path == path]
        return cells[-1] if cells else None


@dataclass(frozen=True)
class Cell:
    """One cell as it was handed in; nothing in it is believed.

    Arguments:
        number: its position in the notebook, counted from 1.
        kind: `code`, `markdown` or `raw`.
        id: its id, empty where it has none.
        grade_id: what it says its nbgrader grade id is, empty where it says none.
        source: its text.
    """

    number: int
    kind: str
    id: str
    grade_id: str
    source: str


class UnreadableNotebookError(ValueError):
    """A file that is no notebook, or is out of bounds. The message is for the learner."""


def from_operations(operations: Iterable[Operation]) -> Submission:
    """A submission from operations that were taken elsewhere, such as cells run in a live session."""
    return Submission(*_bounded(operations, LIMITS))


def read_notebook(source: Path | bytes, limits: Limits = LIMITS) -> Submission:
    """Take the writing cells of a notebook.

    Only code cells count, with a grade id or without. Metadata, tags and outputs are not looked at.

    Arguments:
        source: a path, or the file's bytes.
        limits: bounds on what is read.
    """
    try:
        cells = read_cells(source, limits)
    except UnreadableNotebookError as error:
        return Submission(problems=(Problem(str(error)),))
    operations: list[Operation] = []
    problems: list[Problem] = []
    for cell in cells:
        if cell.kind != "code":
            continue
        try:
            operations.extend(operations_of(cell.source, cell.number, cell.id))
        except PathRefusedError as error:
            problems.append(Problem(str(error), cell.number))
    kept, left = _bounded(operations, limits)
    return Submission(kept, (*problems, *left))


def read_cells(source: Path | bytes, limits: Limits = LIMITS) -> tuple[Cell, ...]:
    """The cells of a notebook, for those who show it. What is not a cell is left out.

    Arguments:
        source: a path, or the file's bytes.
        limits: bounds on what is read.

    Raises:
        UnreadableNotebookError: it is no notebook, or out of bounds.
    """
    return tuple(_cells(_bytes(source, limits), limits))


def _bytes(source: Path | bytes, limits: Limits) -> bytes:
    if isinstance(source, Path):
        try:
            # A FIFO or a device would be read for ever.
            if not source.is_file():
                raise UnreadableNotebookError(f"there is no notebook {source.name}")
            with source.open("rb") as file:
                source = file.read(limits.notebook_bytes + 1)
        except OSError as error:
            raise UnreadableNotebookError(f"the notebook cannot be read: {error.strerror}") from None
    if len(source) > limits.notebook_bytes:
        raise UnreadableNotebookError(
            f"the notebook is over {limits.notebook_bytes // 1_000_000} MB; clear its outputs and save it"
        )
    return source


def _cells(data: bytes, limits: Limits) -> Iterator[Cell]:
    try:
        notebook: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError):
        raise UnreadableNotebookError(
            "the file is not a notebook: it is not JSON; save it again from JupyterLab"
        ) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise UnreadableNotebookError("the file is no notebook of version 4; save it again from JupyterLab")
    if len(cells) > limits.cells:
        raise UnreadableNotebookError(
            f"the notebook has more than {limits.cells} cells; remove those it does not need"
        )
    for number, cell in enumerate(cells, start=1):
        lines = _lines(cell)
        if lines is not None:
            # Lone surrogates are JSON, but no text that a file can hold.
            text = "".join(lines).encode("utf-8", "replace").decode("utf-8")
            grade_id = _member(cell, "metadata", "nbgrader", "grade_id")
            yield Cell(number, _text(cell.get("cell_type")), _text(cell.get("id")), _text(grade_id), text)


def _lines(cell: Any) -> list[str] | None:
    """The pieces of a cell's source, which is one text or a list of them."""
    source: Any = cell.get("source", "") if isinstance(cell, dict) else None
    lines: list[Any] = source if isinstance(source, list) else [source]
    return lines if all(isinstance(line, str) for line in lines) else None


def _member(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _bounded(
    operations: Iterable[Operation], limits: Limits
) -> tuple[tuple[Operation, ...], tuple[Problem, ...]]:
    kept: list[Operation] = []
    problems: list[Problem] = []
    total = 0
    for operation in operations:
        size = len(operation.text) if isinstance(operation, Write) else 0
        if size > limits.module_chars:
            word = f"{operation.path} is longer than {limits.module_chars:,} characters"
            problems.append(Problem(word, operation.cell))
        elif len(kept) == limits.operations or total + size > limits.total_chars:
            word = "the notebook writes more than a lesson can need; this cell is left out"
            problems.append(Problem(word, operation.cell))
        else:
            total += size
            kept.append(operation)
    return tuple(kept), tuple(problems)

"""One form for every committed notebook, so that a diff shows what an author changed and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from autograder.nbgrader.notebooks import node, text_of

NBFORMAT_MINOR = 5
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

_CELL_METADATA = ("deletable", "editable", "nbgrader", "slideshow", "survive", "tags")
_NBGRADER_METADATA = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")
_ID_LENGTH = 64


class NotCanonicalError(ValueError):
    """A notebook that has no canonical form. The message names the cell and the fix."""


def canonical(notebook: NotebookNode) -> NotebookNode:
    """A copy in canonical form.

    No outputs, execution counts or metadata of an editor's; ids made from the grade ids
    and the cells' order; the kernel named the same everywhere.

    Arguments:
        notebook: of nbformat 4.

    Raises:
        NotCanonicalError: two cells would have the same id.
    """
    kept = {name: notebook.metadata[name] for name in ("survive",) if name in notebook.metadata}
    metadata = {"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}, **copy.deepcopy(kept)}
    cells = [_cell(cell, cell_id) for cell, cell_id in zip(notebook.cells, cell_ids(notebook), strict=True)]
    return node({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": NBFORMAT_MINOR})


def canonical_text(notebook: NotebookNode) -> str:
    """The text of the file that holds a notebook in canonical form: sorted keys, one newline at the end."""
    return text_of(canonical(notebook))


def cell_ids(notebook: NotebookNode) -> tuple[str, ...]:
    """The cells' ids: a cell's grade id, or the last grade id above it and the steps from there.

    Raises:
        NotCanonicalError: two cells would have the same id.
    """
    ids = tuple(_ids(notebook))
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise NotCanonicalError(f"two cells would have the id {doubled[0]!r}: give one another grade_id")
    return ids


def _ids(notebook: NotebookNode) -> Iterator[str]:
    last, steps = "cell", 0
    for cell in notebook.cells:
        grade_id = str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        last, steps = (grade_id, 0) if grade_id else (last, steps + 1)
        yield grade_id if grade_id else f"{last[: _ID_LENGTH - 5]}-{steps}"


def _cell(cell: NotebookNode, cell_id: str) -> NotebookNode:
    fields: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "id": cell_id,
        "metadata": _metadata(cell.metadata),
        "source": cell.source.replace("\r\n", "\n").rstrip("\n"),
    }
    if cell.cell_type == "code":
        fields |= {"execution_count": None, "outputs": []}
    elif cell.get("attachments"):
        fields["attachments"] = copy.deepcopy(cell.attachments)
    return node(fields)


def _metadata(metadata: NotebookNode) -> dict[str, Any]:
    kept = {name: copy.deepcopy(metadata[name]) for name in _CELL_METADATA if name in metadata}
    if "nbgrader" in kept:
        marks = kept["nbgrader"]
        kept["nbgrader"] = {name: marks[name] for name in _NBGRADER_METADATA if name in marks}
    # Where Lab folds the code away, a lesson means it.
    if metadata.get("jupyter", {}).get("source_hidden"):
        kept["jupyter"] = {"source_hidden": True}
    return kept

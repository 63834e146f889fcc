"""What students do to a notebook besides answering it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Notebook = dict[str, Any]
Change = Callable[[Notebook], None]

EVIL = (
    "<script>alert('pwned')</script><img src=x onerror=\"alert('pwned')\">\n"
    "[pwned](javascript:alert('pwned')) ![](http://pwned.example/x.png)\n```\n<b onclick=pwned>\n"
)
FORGED = {
    "output_type": "execute_result",
    "execution_count": 1,
    "metadata": {},
    "data": {"text/plain": "3.0", "text/html": EVIL},
}


def tampered(answered: Notebook) -> Iterator[tuple[str, str]]:
    """Every change of `CHANGES`, made on a copy of an answered notebook, as the text that is handed in."""
    for name, change in CHANGES.items():
        notebook = copy.deepcopy(answered)
        change(notebook)
        yield name, json.dumps(notebook)


def marks(cell: Any) -> Any:
    """The nbgrader metadata of a cell."""
    return cell["metadata"].get("nbgrader", {})


def checks(notebook: Notebook) -> list[Any]:
    """The cells that call a check."""
    return [
        cell for cell in notebook["cells"] if marks(cell).get("grade") and not marks(cell).get("solution")
    ]


def _all_marks(notebook: Notebook, **changed: object) -> None:
    for cell in notebook["cells"]:
        if marks(cell):
            marks(cell).update(changed)


def deleted_checks(notebook: Notebook) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in checks(notebook)]


def edited_checks(notebook: Notebook) -> None:
    for cell in checks(notebook):
        cell["source"] = "10.0"


def doubled_cells(notebook: Notebook) -> None:
    notebook["cells"] += copy.deepcopy(notebook["cells"])


def retyped_checks(notebook: Notebook) -> None:
    for cell in checks(notebook):
        cell["cell_type"] = "markdown"
        cell.pop("outputs"), cell.pop("execution_count")


def raw_checks(notebook: Notebook) -> None:
    for cell in checks(notebook):
        cell["cell_type"] = "raw"


def swapped_ids(notebook: Notebook) -> None:
    found = checks(notebook)
    names = [marks(cell)["grade_id"] for cell in found]
    for cell, name in zip(found, reversed(names), strict=True):
        marks(cell)["grade_id"] = name


def tagged(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove_cell"]


def forged_outputs(notebook: Notebook) -> None:
    for cell in checks(notebook):
        cell["outputs"] = [FORGED]


def no_metadata(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def broken_metadata(notebook: Notebook) -> None:
    shapes: list[object] = ["yes", 5, None, [], {"grade_id": 5}, {"grade_id": []}, {"grade": "yes"}]
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"]["nbgrader"] = shapes[number % len(shapes)]


def cells_that_are_none(notebook: Notebook) -> None:
    notebook["cells"] += [None, 5, "code", [], {}, {"cell_type": 7}, {"cell_type": "code", "source": {}}]


def no_ids(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell.pop("id", None)
    notebook["nbformat_minor"] = 2


def other_format(notebook: Notebook) -> None:
    notebook.update(nbformat=99, nbformat_minor=99, metadata=[])


CHANGES: Mapping[str, Change] = {
    "deleted-checks": deleted_checks,
    "edited-checks": edited_checks,
    "doubled-cells": doubled_cells,
    "retyped-checks": retyped_checks,
    "raw-checks": raw_checks,
    "swapped-ids": swapped_ids,
    "more-points": lambda notebook: _all_marks(notebook, points=1000),
    "negative-points": lambda notebook: _all_marks(notebook, points=-1),
    "unlocked": lambda notebook: _all_marks(notebook, locked=False),
    "all-are-solutions": lambda notebook: _all_marks(notebook, solution=True),
    "none-is-graded": lambda notebook: _all_marks(notebook, grade=False),
    "all-are-tasks": lambda notebook: _all_marks(notebook, task=True),
    "schema-too-old": lambda notebook: _all_marks(notebook, schema_version=1),
    "schema-too-new": lambda notebook: _all_marks(notebook, schema_version=99),
    "schema-no-number": lambda notebook: _all_marks(notebook, schema_version="new"),
    "wrong-checksums": lambda notebook: _all_marks(notebook, checksum="0" * 32),
    "tagged": tagged,
    "forged-outputs": forged_outputs,
    "no-metadata": no_metadata,
    "broken-metadata": broken_metadata,
    "cells-that-are-none": cells_that_are_none,
    "no-ids": no_ids,
    "other-format": other_format,
}

UNREADABLE: Mapping[str, bytes] = {
    "empty": b"",
    "cut-off": b'{"cells": [',
    "binary": bytes(range(256)) * 40,
    "utf-16": '{"cells": []}'.encode("utf-16"),
    "not-a-notebook": b"[1, 2, 3]",
    "nbformat-3": b'{"worksheets": [{"cells": []}], "nbformat": 3}',
    "too-deep": b"[" * 200_000,
    "too-big": b'{"cells": ["' + b"x" * 9_000_000 + b'"]}',
    "too-many-cells": json.dumps({"cells": [{}] * 2_000}).encode(),
}

"""nbformat with types: the few of its functions that are used here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

VERSION = 4


def read(path: Path) -> NotebookNode:
    """A trusted notebook. What a stranger wrote is read by `autograder.submission`."""
    return cast(NotebookNode, nbformat.read(path, as_version=VERSION))  # type: ignore[no-untyped-call]


def text_of(notebook: NotebookNode) -> str:
    """The text of a notebook's file as nbgrader writes it: sorted keys, one newline at the end."""
    text = cast(str, nbformat.writes(notebook, version=VERSION))  # type: ignore[no-untyped-call]
    return text if text.endswith("\n") else f"{text}\n"


def node(fields: dict[str, Any]) -> NotebookNode:
    """A node with nodes in it, from plain dicts and lists."""
    return cast(NotebookNode, nbformat.from_dict(fields))  # type: ignore[no-untyped-call]


def code_cell(source: str, cell_id: str) -> NotebookNode:
    """A code cell that has not run."""
    fields = {"cell_type": "code", "id": cell_id, "metadata": {}, "source": source}
    return node({**fields, "execution_count": None, "outputs": []})


def markdown_cell(source: str, cell_id: str) -> NotebookNode:
    """A cell of text."""
    return node({"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": source})


def value(data: dict[str, str]) -> NotebookNode:
    """A cell's value, by MIME type."""
    return node({"output_type": "execute_result", "data": data, "execution_count": None, "metadata": {}})


def stderr(text: str) -> NotebookNode:
    """What a cell said on stderr."""
    return node({"output_type": "stream", "name": "stderr", "text": text})

"""Python's syntax trees, one at a time."""

from __future__ import annotations

import ast
from threading import Lock

_ONE_AT_A_TIME = Lock()
"""Early Pythons 3.11 and 3.12 count the depth of all threads' trees as one (CPython issue 106905)."""


def syntax_tree(text: str, filename: str = "<text>") -> ast.Module:
    """The syntax tree of a module's text. Threads wait for one another; they would for the interpreter, too.

    Arguments:
        text: of a module.
        filename: what errors and warnings call it.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as `ast.parse`.
    """
    with _ONE_AT_A_TIME:
        return ast.parse(text, filename)

"""Code that the checks cannot see: made of text, or imported from where they do not look."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.facts import Module, Sources, TrickKind, tricks
from autograder.verdict import Evidence

WELCOME = frozenset(
    """
    __future__ abc bisect boxoffice collections dataclasses datetime decimal enum fractions functools
    itertools math numbers operator typing
    """.split()  # noqa: SIM905 - sixteen quoted words are no easier to read
)
"""What the rules may import: Python's modules for dates, numbers, types, collections, and the app's own."""


def hidden_code(sources: Sources) -> Iterator[Evidence]:
    """Each place where code is run that is not there to be read."""
    for trick in tricks(sources):
        if trick.kind is TrickKind.DYNAMIC_CODE:
            yield _place(sources.by_path[trick.path], trick.line, f"Code made of text: {trick.why}.")
    for module in sources.modules:
        for node in module.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from (_foreign(module, node, name) for name in _imported(node) if name not in WELCOME)


def _imported(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """The top-level packages that a statement imports from; a relative one stays within the app."""
    if isinstance(statement, ast.Import):
        return [alias.name.partition(".")[0] for alias in statement.names]
    return [] if statement.level else [(statement.module or "").partition(".")[0]]


def _foreign(module: Module, statement: ast.stmt, name: str) -> Evidence:
    words = f"{name} is neither a module for dates, numbers, types and collections nor the app's own."
    return _place(module, statement.lineno, words)


def _place(module: Module, line: int, words: str) -> Evidence:
    return Evidence.source(words, module.path, line, module.line(line).strip())

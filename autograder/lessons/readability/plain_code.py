"""`plain-code`: no clever trick stands where a plain sentence would do, and all that runs can be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.facts import Module, Sources, Trick, TrickKind, tricks
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._written import Written, shown, unreadable, written
from autograder.verdict import Evidence

WELCOME = frozenset(
    """
    __future__ abc bisect boxoffice collections dataclasses datetime decimal enum fractions functools itertools
    math numbers operator typing
    """.split()  # noqa: SIM905 - sixteen quoted words are no easier to read
)
"""What the rules may import: Python's modules for dates, numbers, types, collections, and the app's own."""


def plain_code(exam: Examination) -> Finding:
    """The code says what it does."""
    code = written(exam)
    refused = unreadable(code)
    if refused:
        return refused
    found = code.new(tricks, lambda trick: (trick.path, trick.function, trick.kind, trick.text))
    if found:
        places = shown([_trick(code, trick) for trick in found])
        return Finding(0.0, _reason(found), f"{_count(len(found))} where a plain sentence would do.", places)
    foreign = code.new(_foreign_imports, lambda place: (place.path, place.snippet))
    if foreign:
        summary = "The rules of refunds need no such import."
        return Finding(0.0, "foreign-import", summary, shown(foreign))
    return Finding.passed("The code says what it does.")


def _reason(found: list[Trick]) -> str:
    return "dynamic-code" if any(trick.kind is TrickKind.DYNAMIC_CODE for trick in found) else "clever-trick"


def _count(number: int) -> str:
    return "A clever trick stands" if number == 1 else f"{number} clever tricks stand"


def _trick(code: Written, trick: Trick) -> Evidence:
    snippet = code.sources.line(trick.path, trick.line).strip()
    return Evidence.source(f"{trick.kind.capitalize()}: {trick.why}.", trick.path, trick.line, snippet)


def _foreign_imports(sources: Sources) -> Iterator[Evidence]:
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
    return Evidence.source(words, module.path, statement.lineno, module.line(statement.lineno).strip())

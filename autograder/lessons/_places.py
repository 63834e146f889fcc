"""Evidence that points into a learner's app, or shows where it answers otherwise than before."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.probes import Difference
from autograder.sandbox import Failure
from autograder.tree import SourceTree
from autograder.verdict import Evidence


def place(words: str, path: str | None, line: int | None, tree: SourceTree) -> Evidence:
    """Evidence that points at a line of a tree and quotes it, if the tree has it; no path: only the words."""
    if not path:
        return Evidence.text(words)
    lines = tree[path].splitlines() if path in tree else []
    quoted = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return Evidence.source(words, path, line, quoted)


def place_of_failure(failure: Failure, tree: SourceTree) -> Evidence:
    """Evidence that says what was raised, and where, if that is known."""
    return place(failure.message, failure.path, failure.line, tree)


def differences_shown(differences: Iterable[Difference], tree: SourceTree) -> list[Evidence]:
    """What was asked, what came before and what comes now; and where the app broke, if it did."""
    return [evidence for each in differences for evidence in _shown(each, tree)]


def _shown(difference: Difference, tree: SourceTree) -> list[Evidence]:
    exchange = Evidence.exchange(
        f"{difference.why.capitalize()}.",
        asked=difference.asked,
        expected=difference.expected,
        got=difference.got,
    )
    if difference.failure is None:
        return [exchange]
    return [exchange, place_of_failure(difference.failure, tree)]

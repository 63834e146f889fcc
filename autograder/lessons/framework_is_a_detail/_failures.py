"""Code that gives no answers: each way of it in words of its own, with the line."""

from __future__ import annotations

from autograder.lessons._finding import Finding
from autograder.sandbox import Failure, FailureKind
from autograder.tree import SourceTree
from autograder.verdict import Evidence

_WORDS = {
    FailureKind.SYNTAX: ("syntax-error", "Python cannot read a module."),
    FailureKind.IMPORT_ERROR: ("import-error", "A module cannot be imported{where}."),
    FailureKind.EXCEPTION: ("exception", "Putting the app together{where} ended in an exception."),
    FailureKind.TIMEOUT: ("too-slow", "Your code did not come to an end{where}."),
    FailureKind.DIED: ("died", "Your code ended the process{where} before it had answered."),
    FailureKind.TOO_MUCH_OUTPUT: ("too-much-output", "Your code prints or answers more than is read."),
    FailureKind.BROKEN_ANSWER: ("broken-answer", "Your code answers something that cannot be read."),
}


def refusal_of(failure: Failure, tree: SourceTree, where: str = "") -> Finding:
    """The finding for code that failed before it had answered.

    Arguments:
        failure: how.
        tree: whose lines may be quoted.
        where: in which surroundings (`under Django`).
    """
    reason, summary = _WORDS[failure.kind]
    summary = summary.format(where=f" {where}" if where else "")
    return Finding.refused(reason, summary, place_of_failure(failure, tree))


def place_of_failure(failure: Failure, tree: SourceTree) -> Evidence:
    """Evidence that says what was raised, and where, if that is known."""
    return place(failure.message, failure.path, failure.line, tree)


def place(words: str, path: str | None, line: int | None, tree: SourceTree) -> Evidence:
    """Evidence that points at a line of a tree and quotes it, if the tree has it."""
    if path is None:
        return Evidence.text(words)
    lines = tree[path].splitlines() if path in tree else []
    quoted = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return Evidence.source(words, path, line, quoted)

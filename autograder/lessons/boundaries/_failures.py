"""Code that gives no answers: each way of it in words of its own, with the line."""

from __future__ import annotations

from autograder.lessons._finding import Finding
from autograder.sandbox import Failure, FailureKind
from autograder.tree import SourceTree
from autograder.verdict import Evidence

_WORDS = {
    FailureKind.SYNTAX: ("syntax-error", "Python cannot read a module."),
    FailureKind.IMPORT_ERROR: ("import-error", "A module cannot be imported."),
    FailureKind.EXCEPTION: ("exception", "Putting it together ended in an exception."),
    FailureKind.TIMEOUT: ("too-slow", "Your code did not come to an end."),
    FailureKind.DIED: ("died", "Your code ended the process before it had answered."),
    FailureKind.TOO_MUCH_OUTPUT: ("too-much-output", "Your code prints or answers more than is read."),
    FailureKind.BROKEN_ANSWER: ("broken-answer", "Your code answers something that cannot be read."),
}


def refusal_of(failure: Failure, tree: SourceTree) -> Finding:
    """The finding for code that failed before it had answered.

    Arguments:
        failure: how.
        tree: whose lines may be quoted.
    """
    reason, summary = _WORDS[failure.kind]
    return Finding.refused(reason, summary, place_of_failure(failure, tree))


def place_of_failure(failure: Failure, tree: SourceTree) -> Evidence:
    """Evidence that says what was raised, and where, if that is known."""
    if failure.path is None:
        return Evidence.text(failure.message)
    lines = tree[failure.path].splitlines() if failure.path in tree else []
    line = failure.line
    quoted = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return Evidence.source(failure.message, failure.path, line, quoted)

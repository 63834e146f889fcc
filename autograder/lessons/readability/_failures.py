"""Code that gives no answers: each way of it in words of its own, with the line."""

from __future__ import annotations

from typing import Any

from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.readability._asking import FUNCTION, MODULE
from autograder.sandbox import Failure, FailureKind
from autograder.tree import SourceTree
from autograder.verdict import Evidence

PATH = "boxoffice/refunds.py"
SEAM = f"{FUNCTION}(total, fee, now, starts_at, cancelled, paid, refunded)"

_WORDS = {
    FailureKind.SYNTAX: ("syntax-error", "Python cannot read the module."),
    FailureKind.IMPORT_ERROR: ("import-error", "The module raises an exception while it is imported."),
    FailureKind.EXCEPTION: ("exception", "Asking your function ended in an exception."),
    FailureKind.TIMEOUT: ("endless-loop", "Your code did not come to an end."),
    FailureKind.DIED: ("died", "Your code ended the process before it had answered."),
    FailureKind.TOO_MUCH_OUTPUT: ("too-much-output", "Your code prints or answers more than is read."),
    FailureKind.BROKEN_ANSWER: ("broken-answer", "Your code answers something that cannot be read."),
}


def refusal_of(failure: Failure, tree: SourceTree) -> Finding:
    """The finding for code of a tree that failed before it had answered."""
    if failure.kind is FailureKind.IMPORT_ERROR and _is_missing(failure):
        return _missing([])
    reason, summary = _WORDS[failure.kind]
    return Finding.refused(reason, summary, _place(failure, tree))


def not_asked(answer: Any) -> Finding:
    """The finding where the function is missing or cannot be called as the app calls it."""
    problem = answer.get("problem") if isinstance(answer, dict) else None
    if problem == "missing":
        return _missing(answer.get("functions"))
    if problem == "signature":
        return _wrong_signature(answer)
    return Finding.refused("broken-answer", "Your code answers something that cannot be read.")


def _place(failure: Failure, tree: SourceTree) -> Evidence:
    if failure.path is None:
        return Evidence.text(failure.message)
    words = failure.message
    if failure.kind is FailureKind.TIMEOUT:
        words = "When the time was up, your code was here. What would end it?"
    if failure.kind is FailureKind.SYNTAX:
        words = f"Reading stops here: {failure.message}."
    return place(words, failure.path, failure.line, tree)


def _is_missing(failure: Failure) -> bool:
    return failure.path is None and f"'{MODULE}'" in failure.message


def _missing(made: Any) -> Finding:
    there = ", ".join(str(name) for name in made) if isinstance(made, list) and made else "no function"
    return Finding.refused(
        "missing-function",
        f"The app calls {FUNCTION} in {PATH}, and it is not there.",
        Evidence.text(f"{PATH} has {there}. The app needs {SEAM}; all other names are yours."),
    )


def _wrong_signature(answer: dict[str, Any]) -> Finding:
    line = answer.get("line")
    words = f"It is {answer.get('signature')}. The app calls it with seven values in this order: {SEAM}."
    return Finding.refused(
        "wrong-signature",
        f"{FUNCTION} does not take the seven values that the app gives it.",
        Evidence.source(words, PATH, line if type(line) is int else None),
    )

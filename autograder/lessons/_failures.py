"""Code that gives no answers: each way of it in words of its own, with the line."""

from __future__ import annotations

from autograder.lessons._finding import Finding
from autograder.lessons._places import place_of_failure
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


_SEAMS = (
    (
        "boxoffice.settings",
        "Settings",
        "boxoffice.settings.Settings(database_url, payments_url, mail_url, partners_url)",
    ),
    ("boxoffice.main", "create_app", "boxoffice.main.create_app(settings, ports)"),
    ("boxoffice.main", "connect", "boxoffice.main.connect(settings)"),
    ("boxoffice.main", "app", "boxoffice.main.app"),
    ("boxoffice.ports", "Ports", "boxoffice.ports.Ports(clock, new_code, payments, mail, partners, store)"),
)
"""What checks use: the module, the name, and how it is written."""


def refusal_of(failure: Failure, tree: SourceTree, where: str = "") -> Finding:
    """The finding for an app that failed before it had answered.

    Arguments:
        failure: how.
        tree: whose lines may be quoted.
        where: in which surroundings (`under Django`).
    """
    seam = _seam_missed(failure)
    if seam:
        words = f"The check uses {seam}. {failure.message}"
        summary = "A name that others rely on is not there."
        return Finding.refused("missing-seam", summary, Evidence.text(words))
    reason, summary = _WORDS[failure.kind]
    summary = summary.format(where=f" {where}" if where else "")
    return Finding.refused(reason, summary, place_of_failure(failure, tree))


def _seam_missed(failure: Failure) -> str | None:
    """The seam that our own program did not find, if that is what failed."""
    if failure.path is not None:
        return None
    message = failure.message
    missing = [
        written
        for module, name, written in _SEAMS
        if f"module '{module}' has no attribute '{name}'" in message
    ]
    missing += [written for module, _, written in _SEAMS if f"No module named '{module}'" in message]
    missing += [
        written for _, name, written in _SEAMS if f"{name}()" in message or f"{name}.__init__()" in message
    ]
    return next(iter(missing), None)

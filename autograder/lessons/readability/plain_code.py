"""`plain-code`: no clever trick where a plain sentence would do, no comment of the old code, no dead code."""

from __future__ import annotations

from autograder.facts import CommentKind, PoorComment, Trick, poor_comments, tricks
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._old_comments import old_comments
from autograder.lessons.readability._written import Written, shown, unreadable, written
from autograder.verdict import Evidence

NEAR = 2
"""Lines from one to the next of code that is commented out together."""


def plain_code(exam: Examination) -> Finding:
    """The code says what it does."""
    code = written(exam)
    refused = unreadable(code)
    if refused:
        return refused
    found = code.new(tricks, lambda trick: (trick.path, trick.function, trick.kind, trick.text))
    comments = list(old_comments(code.sources))
    dead = _dead_code(code)
    places = (
        *shown([_place(code, trick) for trick in found]),
        *shown(comments),
        *shown([_dead(comment) for comment in dead]),
    )
    if found:
        one = "A clever trick stands" if len(found) == 1 else f"{len(found)} clever tricks stand"
        return Finding(0.0, "clever-trick", f"{one} where a plain sentence would do.", places)
    if comments:
        one = "A comment" if len(comments) == 1 else f"{len(comments)} comments"
        return Finding(0.0, "old-comment", f"{one} of the old code stayed as it was.", places)
    if dead:
        return Finding(0.0, "commented-out-code", f"{len(dead)} lines of code are commented out.", places)
    return Finding.passed("The code says what it does.")


def _dead_code(code: Written) -> list[PoorComment]:
    """Lines of code that are commented out, where there are several together: one may be a formula."""
    new = code.new(poor_comments, lambda comment: (comment.path, comment.text))
    dead = [comment for comment in new if comment.kind is CommentKind.COMMENTED_OUT_CODE]
    return [one for one in dead if any(_together(one, other) for other in dead if other is not one)]


def _together(one: PoorComment, other: PoorComment) -> bool:
    return one.path == other.path and abs(one.line - other.line) <= NEAR


def _dead(comment: PoorComment) -> Evidence:
    return Evidence.source(f"Commented out: {comment.why}.", comment.path, comment.line, comment.text)


def _place(code: Written, trick: Trick) -> Evidence:
    snippet = code.sources.line(trick.path, trick.line).strip()
    return Evidence.source(f"{trick.kind.capitalize()}: {trick.why}.", trick.path, trick.line, snippet)

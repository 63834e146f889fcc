"""`plain-code`: no clever trick stands where a plain sentence would do, and no comment of the old code."""

from __future__ import annotations

from autograder.facts import Trick, tricks
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._old_comments import old_comments
from autograder.lessons.readability._written import Written, shown, unreadable, written
from autograder.verdict import Evidence


def plain_code(exam: Examination) -> Finding:
    """The code says what it does."""
    code = written(exam)
    refused = unreadable(code)
    if refused:
        return refused
    found = code.new(tricks, lambda trick: (trick.path, trick.function, trick.kind, trick.text))
    comments = list(old_comments(code.sources))
    places = (*shown([_place(code, trick) for trick in found]), *shown(comments))
    if found:
        one = "A clever trick stands" if len(found) == 1 else f"{len(found)} clever tricks stand"
        return Finding(0.0, "clever-trick", f"{one} where a plain sentence would do.", places)
    if comments:
        one = "A comment" if len(comments) == 1 else f"{len(comments)} comments"
        return Finding(0.0, "old-comment", f"{one} of the old code stayed as it was.", places)
    return Finding.passed("The code says what it does.")


def _place(code: Written, trick: Trick) -> Evidence:
    snippet = code.sources.line(trick.path, trick.line).strip()
    return Evidence.source(f"{trick.kind.capitalize()}: {trick.why}.", trick.path, trick.line, snippet)

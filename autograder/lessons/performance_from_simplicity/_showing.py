"""What was counted, as evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.async_with_care._reading import unreadable
from autograder.lessons.performance_from_simplicity._observing import Look, Observed, observed
from autograder.sandbox import Answer, Failure
from autograder.verdict import Evidence

BEGINNING, END = 60, 200
"""Characters of a statement that are shown: what it asks for is at its end."""

MOST_STEPS = 6
MOST_PLANS = 3
HALF = 0.5
_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
OK = 200


def not_counted(exam: Examination) -> Finding | None:
    """The finding where nothing could be counted, or where the numbers would be of no use."""
    refused = not_observed(exam)
    if refused is not None:
        return refused
    look = observed(exam).changing
    if look is None:
        return None
    words = f"{look.asked} changes the database. A page that shows something changes nothing."
    return Finding.refused("changes-on-get", words, Evidence.text(look.tally.changed or ""))


def not_observed(exam: Examination) -> Finding | None:
    """The finding where the app could not be asked, or where what was seen of it cannot be trusted."""
    refused = unreadable(exam)
    if refused is not None:
        return refused
    seen = observed(exam)
    if seen.failure is not None:
        where = place(seen.failure.message, seen.failure.path or "", seen.failure.line, exam.tree)
        return Finding.refused("does-not-start", "The app does not start.", where)
    if seen.unfilled is not None:
        words = "The tables do not take rows as they did: tables and columns stay as the lesson left them."
        return Finding.refused("tables-changed", words, Evidence.text(seen.unfilled))
    if seen.touched is not None:
        words = (
            f"While the app was asked, it meddled with {seen.touched}. It asks its own database, as it is."
        )
        return Finding.refused("counting-touched", words)
    return None


def look_at(seen: Observed, what: str, size: str) -> Look:
    """One request at one size."""
    assert seen.looks is not None  # or it would have been refused
    return seen.looks[what, size]


def unanswered(exam: Examination, *looks: Look) -> Finding | None:
    """The finding where a request that is to be counted got no answer."""
    for look in looks:
        if not isinstance(look.answer, Answer) or look.answer.status != OK:
            words = "What is to be counted gives no answer."
            return Finding.refused("no-answer", words, no_answer(exam, look))
    return None


def no_answer(exam: Examination, look: Look) -> Evidence:
    """What came in the place of an answer."""
    raised = look.answer if isinstance(look.answer, Failure) else look.answer.raised
    got = "no answer" if isinstance(look.answer, Failure) else str(look.answer.status)
    if raised is not None:
        words = f"{look.asked} ended here: {raised.message}"
        return place(words, raised.path or "", raised.line, exam.tree)
    return Evidence.exchange("An answer was expected.", asked=look.asked, expected="200", got=got)


def sent(look: Look, words: str) -> Evidence:
    """The statements of one request, the same ones together."""
    counted = Counter((each.path, each.line, _shape(each.sql)) for each in look.tally.statements)
    lines = "\n".join(
        f"{times:4} x {path}:{line}  {_short(sql)}" for (path, line, sql), times in counted.most_common(4)
    )
    return Evidence.text(f"{words}\n{lines}")


def plans(look: Look) -> Iterator[Evidence]:
    """How SQLite went about the statements of one request."""
    every = sorted(look.tally.statements, key=lambda statement: "SCAN" not in " ".join(statement.plan))
    for statement in every[:MOST_PLANS]:
        if statement.plan:
            scans = [step for step in statement.plan if "SCAN" in step]
            others = [step for step in statement.plan if "SCAN" not in step]
            steps = "\n    ".join([*scans, *others][:MOST_STEPS])
            yield Evidence.text(f"{_short(statement.sql)}\n    {steps}")


def _shape(sql: str) -> str:
    """A statement without its values."""
    return _VALUES.sub("?", sql)


def _short(sql: str) -> str:
    text = " ".join(sql.split())
    return text if len(text) <= BEGINNING + END else f"{text[:BEGINNING]} ... {text[-END:]}"

"""`same-answers`: every route answers as before; report and customer's page say what the tables say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import zip_longest
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import differences_shown
from autograder.lessons.performance_from_simplicity._as_found import AsFound
from autograder.lessons.performance_from_simplicity._observing import Look, observed, walked
from autograder.lessons.performance_from_simplicity._showing import no_answer, not_observed
from autograder.probes import counted_app
from autograder.sandbox import JSON, Answer
from autograder.verdict import Evidence

REPORT = "boxoffice/adapters/sales_report.py"
MOST_SHOWN = 3
LONGEST = 160


def same_answers(exam: Examination) -> Finding:
    """Condition: the answers are those of before, but for the two that the prompt says."""
    refused = not_observed(exam)
    if refused is not None:
        return refused
    wrong = [_shown(exam, look) for look in _looks(exam) if not _is_right(look)]
    if wrong:
        words = "The report or a customer's page does not say what is in the tables."
        if exam.tree.files.get(REPORT) == exam.stage.files.get(REPORT):
            words = "The report is as it was handed out: its days are not yet days in UTC (part 4)."
        return Finding.refused("wrong-answer", words, *wrong[:MOST_SHOWN])
    lost = sorted(SCHEMA_AS_FOUND.of(exam) ^ observed(exam).schema)
    altered = [each for each in lost if each.startswith("column") or each in SCHEMA_AS_FOUND.of(exam)]
    if altered:
        words = "The tables and their columns stay, and so do the indexes that are there."
        shown = [Evidence.text(f"{_which(exam, each)}: {each}.") for each in altered[:MOST_SHOWN]]
        return Finding.refused("schema-altered", words, *shown)
    walk = walked(exam)
    if walk.differences:
        shown = differences_shown(walk.differences, exam.tree)
        return Finding.refused("different-answers", "The app does not answer as before.", *shown)
    return Finding.passed("All routes answer as before, and the numbers are those of the tables.")


def _schema(exam: Examination) -> frozenset[str]:
    with counted_app(exam.room, exam.stage) as app:
        return app.schema()


SCHEMA_AS_FOUND = AsFound(_schema)


def _which(exam: Examination, altered: str) -> str:
    return "no longer there" if altered in SCHEMA_AS_FOUND.of(exam) else "new"


def _looks(exam: Examination) -> Iterator[Look]:
    seen = observed(exam)
    yield from (seen.looks or {}).values()
    yield from seen.others


def _is_right(look: Look) -> bool:
    return _differs(look) is None


def _differs(look: Look) -> tuple[str, JSON, JSON] | None:
    """The first place where an answer is not right, what should stand there and what does."""
    if not isinstance(look.answer, Answer) or look.answer.status != HTTPStatus.OK:
        return ("", "200", "another status")
    try:
        got = look.answer.json()
    except ValueError:
        return ("", "JSON", look.answer.text[:LONGEST])
    return _first_gap(look.expected, got, "")


def _first_gap(expected: Any, got: Any, where: str) -> tuple[str, JSON, JSON] | None:
    """Of a dictionary only the fields that are expected are compared."""
    if isinstance(expected, dict) and isinstance(got, dict):
        parts = [(f"{where}.{name}", value, got.get(name)) for name, value in expected.items()]
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            return _first_of_another_length(expected, got, where)
        parts = [(f"{where}[{place}]", *pair) for place, pair in enumerate(zip(expected, got, strict=True))]
    else:
        return None if _same(expected, got, where) else (where, expected, got)
    gaps = (_first_gap(value, other, name) for name, value, other in parts)
    return next((gap for gap in gaps if gap is not None), None)


def _first_of_another_length(expected: list[Any], got: list[Any], where: str) -> tuple[str, JSON, JSON]:
    """The first entry that is missing, or the first that should not be there, and how many there are."""
    pairs = enumerate(zip_longest(expected, got))
    first = next(at for at, (one, other) in pairs if other is None or _first_gap(one, other, where))
    right, wrong = (each[first] if first < len(each) else "no more" for each in (expected, got))
    return (f"{where}[{first}], {len(expected)} entries expected and {len(got)} there", right, wrong)


def _same(expected: JSON, got: JSON, where: str) -> bool:
    if where.endswith("_at") and isinstance(expected, str) and isinstance(got, str):
        return _moment(expected) == _moment(got)
    return type(expected) is type(got) and expected == got


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _shown(exam: Examination, look: Look) -> Evidence:
    gap = _differs(look)
    if gap is None or not isinstance(look.answer, Answer) or look.answer.status != HTTPStatus.OK:
        return no_answer(exam, look)
    where, expected, got = gap
    turned = ", and rows turned round that no ORDER BY puts in order" if look.turned else ""
    return Evidence.exchange(
        f"With {look.orders} orders{turned}.",
        asked=look.asked,
        expected=f"{where.lstrip('.')}: {_short(expected)}",
        got=f"{where.lstrip('.')}: {_short(got)}",
    )


def _short(value: JSON) -> str:
    text = json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."

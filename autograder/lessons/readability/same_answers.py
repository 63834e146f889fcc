"""`same-answers`: the refund rules answer 2,000 cases as the business states them, to the cent."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.readability._asking import FUNCTION
from autograder.lessons.readability._cases import COUNT, cases
from autograder.lessons.readability._failures import not_asked, refusal_of
from autograder.lessons.readability._rules import Case, Code, Expected
from autograder.sandbox import Failure, Program
from autograder.tree import SourceTree
from autograder.verdict import Evidence

SECONDS = 2.0
"""Time for all cases, some fifty times what the reference takes."""

SHOWN = 3
"""Rules of which a failing case is shown."""

SLOW = re.compile(r"\b(fastapi|sqlalchemy|pydantic|requests|boxoffice( import|\.(db|helpers|main|utils)))\b")
"""What takes long to import: who names it is asked where it is imported already."""

NO_FILE = "sqlite://"
"""The app makes its tables when `db` is imported, be it for a helper that needs none: here in memory."""

PROGRAM = Program("ask refunds", Path(__file__).with_name("_asking.py").read_text("utf-8"))


@dataclass(frozen=True)
class Miss:
    """A case with a wrong answer: the case, the right answer, and what came."""

    case: Case
    right: Expected
    got: dict[str, Any]


def same_answers(exam: Examination) -> Finding:
    """The answers are those of the rules, whatever the code looks like."""
    asked = cases(exam.randomness("refund cases"), exam.secret)
    # The other folders are not judged by reading: what could be called there would be hidden.
    app, warm = exam.tree.under("boxoffice/"), _is_slow_to_import(exam)
    with exam.room(app, env={"DATABASE_URL": NO_FILE}, warm=warm) as room:
        outcome = room.run(PROGRAM, [case.row for case in asked], seconds=SECONDS)
    if isinstance(outcome, Failure):
        return refusal_of(outcome, exam.tree)
    answers = outcome.json.get("answers") if isinstance(outcome.json, dict) else None
    if not isinstance(answers, list):
        return not_asked(outcome.json)
    misses = list(_misses(asked, answers))
    if misses:
        return _refused(misses, exam.tree)
    if len(answers) != len(asked):
        return Finding.refused("broken-answer", "The cases could not all be asked.")
    return Finding.passed(f"All {len(asked):,} cases are answered as before.")


def _is_slow_to_import(exam: Examination) -> bool:
    """Whether what the learner wrote may import the app or its packages: rules alone need neither."""
    written = (text for path, text in exam.tree.files.items() if exam.stage.files.get(path) != text)
    return any(SLOW.search(text) for text in written)


def _misses(asked: Sequence[Case], answers: Sequence[Any]) -> Iterator[Miss]:
    for case, answer in zip(asked, answers, strict=False):
        if not _agrees(answer, case.right):
            got = answer if isinstance(answer, dict) else {"other": "nothing readable"}
            yield Miss(case, case.right, got)


def _agrees(answer: Any, right: Expected) -> bool:
    if not isinstance(answer, dict) or "amount" not in answer or type(answer.get("code")) is not int:
        return False
    amount = None if right.amount_cents is None else right.amount_cents / 100
    got = answer["amount"]
    same_amount = got is None if amount is None else type(got) is float and got == amount
    return same_amount and answer["code"] == right.code


def _refused(misses: Sequence[Miss], tree: SourceTree) -> Finding:
    first = misses[0]
    if "raised" in first.got:
        summary = "Your function raises an exception where the rules have an answer."
        return Finding(0.0, "exception", summary, (_where_raised(first, tree), _exchange(first)))
    if "other" in first.got:
        summary = "The answer is not a pair of an amount, a float or None, and a code."
        return Finding(0.0, "wrong-shape", summary, (_exchange(first),))
    summary = f"{len(misses):,} of {COUNT:,} answers are not those of the rules."
    return Finding(0.0, "wrong-answer", summary, tuple(_exchange(miss) for miss in _one_a_rule(misses)))


def _one_a_rule(misses: Sequence[Miss]) -> list[Miss]:
    """The simplest miss of each rule, as far as a card has room."""
    simplest: dict[str, Miss] = {}
    for miss in misses:
        simplest.setdefault(miss.right.rule, miss)
    return list(simplest.values())[:SHOWN]


def _where_raised(miss: Miss, tree: SourceTree) -> Evidence:
    path, line, words = miss.got.get("path"), miss.got.get("line"), str(miss.got["raised"])
    if isinstance(path, str) and type(line) is int:
        return place(words, path, line, tree)
    return Evidence.text(words)


def _exchange(miss: Miss) -> Evidence:
    return Evidence.exchange(
        f"{in_words(miss.case)}. The rule: {miss.right.rule}.",
        asked=_call(miss.case),
        expected=_pair(miss.right.amount_cents, miss.right.code),
        got=_got(miss),
    )


def _got(miss: Miss) -> str:
    got = miss.got
    if "raised" in got:
        return str(got["raised"])
    if "other" in got:
        return str(got["other"])
    return f"({got.get('amount')!r}, {got.get('code')!r}){_cents_hint(miss)}"


def _cents_hint(miss: Miss) -> str:
    amount, right = miss.got.get("amount"), miss.right.amount_cents
    is_close = isinstance(amount, float) and right is not None and math.isclose(amount, right / 100)
    return ", not rounded to the cent" if is_close and miss.got.get("code") == miss.right.code else ""


def _pair(amount_cents: int | None, code: Code) -> str:
    return f"({None if amount_cents is None else amount_cents / 100!r}, {int(code)})"


def _call(case: Case) -> str:
    arguments = (
        case.total_cents / 100,
        case.fee_cents / 100,
        case.now,
        case.starts_at,
        case.cancelled,
        case.paid,
        case.refunded,
    )
    words = ", ".join(repr(argument) for argument in arguments)
    return f"{FUNCTION}({words})".replace("datetime.datetime", "datetime")


def in_words(case: Case) -> str:
    """A case in a sentence without its end: what was paid, its state, and when."""
    state = "refunded" if case.refunded else "paid" if case.paid else "unpaid"
    event = ", event cancelled" if case.cancelled else ""
    total, fee = case.total_cents / 100, case.fee_cents / 100
    return f"{state.capitalize()} order of {total:.2f} (fee {fee:.2f}){event}, {_when(case.notice)}"


def _when(notice: timedelta) -> str:
    if notice == timedelta(0):
        return "at the moment of the start"
    return f"{_length(abs(notice))} {'before' if notice > timedelta(0) else 'after'} the start"


def _length(length: timedelta) -> str:
    seconds, microseconds = length.seconds, length.microseconds
    parts = (
        (length.days, "day"),
        (seconds // 3600, "hour"),
        (seconds // 60 % 60, "minute"),
        (seconds % 60, "second"),
        (microseconds, "microsecond"),
    )
    words = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(words) + (" exactly" if len(words) == 1 else "")

"""`index-used`: what is asked about few orders costs no more when others have more of them."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.performance_from_simplicity._observing import SIZES, TWICE, Observed, observed
from autograder.lessons.performance_from_simplicity._showing import (
    look_at,
    not_counted,
    plans,
    unanswered,
)
from autograder.verdict import Evidence

PARTS = {
    "one customer": (0.5, "a customer's orders"),
    "one event": (0.25, "the report of one event"),
    "one day": (0.25, "the report of one day"),
}
"""What is asked, its share of the points, and what it is called."""

LEEWAY = 1.1
SPARE = 50
"""Steps that may come in by chance: nothing but other people's orders grows, so that none need to."""


def index_used(exam: Examination) -> Finding:
    """The steps of SQLite's virtual machine, before and after other people's orders became twice as many."""
    refused = not_counted(exam)
    if refused is not None:
        return refused
    seen = observed(exam)
    looks = [look_at(seen, what, size) for what in PARTS for size in (SIZES[-1], TWICE)]
    missing = unanswered(exam, *looks)
    if missing is not None:
        return missing
    grown = [what for what in PARTS if _grows(seen, what)]
    if not grown:
        return Finding.passed("; ".join(_told(seen, what) for what in PARTS) + ".")
    share = sum(part for what, (part, _) in PARTS.items() if what not in grown)
    evidence = [each for what in grown for each in _shown(seen, what)]
    summary = f"More is read than what is asked for: {', '.join(PARTS[what][1] for what in grown)}."
    return Finding(share, "reads-all", summary, tuple(evidence[:6]))


def _grows(seen: Observed, what: str) -> bool:
    before, after = (look_at(seen, what, size).tally.steps for size in (SIZES[-1], TWICE))
    return after > LEEWAY * before + SPARE


def _told(seen: Observed, what: str) -> str:
    before, after = (look_at(seen, what, size) for size in (SIZES[-1], TWICE))
    name = PARTS[what][1]
    return (
        f"{name}: {before.tally.steps:,} steps among {before.orders} orders, "
        f"{after.tally.steps:,} among {after.orders}"
    )


def _shown(seen: Observed, what: str) -> list[Evidence]:
    look = look_at(seen, what, TWICE)
    words = f"{look.asked}: only other people's orders became more. {_told(seen, what).capitalize()}."
    return [Evidence.text(words), *plans(look)]

"""`constant-queries`: as the tables grow, the report and a customer's page ask no oftener."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.performance_from_simplicity._observing import REGULAR, SIZES, Look, observed
from autograder.lessons.performance_from_simplicity._showing import (
    HALF,
    look_at,
    not_counted,
    sent,
    unanswered,
)
from autograder.verdict import Evidence

MOST = 10
PAGES = {"report": ("the sales report", SIZES), "customer": ("a customer's orders", (*SIZES, REGULAR))}
"""What each is called, and the sizes at which it is asked."""


def constant_queries(exam: Examination) -> Finding:
    """How many statements reached the database at three sizes; half of the points for each page."""
    refused = not_counted(exam)
    if refused is not None:
        return refused
    findings = [_of_page(exam, what) for what in PAGES]
    wrong = [finding for finding in findings if finding.share < 1]
    if not wrong:
        return Finding.passed(" ".join(finding.summary for finding in findings))
    evidence = tuple(each for finding in wrong for each in finding.evidence)
    share = HALF if len(wrong) < len(findings) else 0.0
    return Finding(share, wrong[0].reason, " ".join(finding.summary for finding in wrong), evidence)


def _of_page(exam: Examination, what: str) -> Finding:
    name, sizes = PAGES[what]
    looks = [look_at(observed(exam), what, size) for size in sizes]
    missing = unanswered(exam, *looks)
    if missing is not None:
        return missing
    told = f"{name}: {', '.join(f'{each.tally.queries} with {each.orders} orders' for each in looks)}"
    told = told[0].upper() + told[1:]
    growing = looks[: len(SIZES)]
    if max(look.tally.queries for look in growing) > growing[0].tally.queries:
        return Finding.refused("queries-grow", f"{told}.", _most(growing[-1]))
    oftenest = max(looks, key=lambda look: look.tally.queries)
    if oftenest.tally.queries > MOST:
        words = f"{told}; {MOST} are plenty for any number of orders."
        return Finding.refused("many-queries", words, _most(oftenest))
    return Finding.passed(f"{told}.")


def _most(look: Look) -> Evidence:
    return sent(look, f"{look.asked}, {look.orders} orders, {look.tally.queries} queries. Most of them:")

"""`constant-queries`: as the tables grow, the report and a customer's page ask no oftener."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.performance_from_simplicity._observing import SIZES, Look, observed
from autograder.lessons.performance_from_simplicity._showing import (
    HALF,
    look_at,
    not_counted,
    sent,
    unanswered,
)
from autograder.verdict import Evidence

MOST = 10
PAGES = {"report": "the sales report", "customer": "a customer's orders"}


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
    looks = [look_at(observed(exam), what, size) for size in SIZES]
    missing = unanswered(exam, *looks)
    if missing is not None:
        return missing
    counts = [look.tally.queries for look in looks]
    told = ", ".join(f"{each.tally.queries} with {each.orders} orders" for each in looks)
    name = PAGES[what].capitalize()
    if max(counts) > counts[0]:
        return Finding.refused("queries-grow", f"{name}: {told}.", _most(looks[-1]))
    if counts[0] > MOST:
        return Finding.refused(
            "many-queries", f"{name}: {told}; {MOST} are plenty for any number of orders.", _most(looks[-1])
        )
    return Finding.passed(f"{name}: {told}.")


def _most(look: Look) -> Evidence:
    return sent(look, f"{look.asked}, {look.orders} orders, {look.tally.queries} queries. Most of them:")

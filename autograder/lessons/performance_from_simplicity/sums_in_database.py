"""`sums-in-database`: the report fetches sums, not orders."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.performance_from_simplicity._observing import SIZES, TWICE, Look, observed
from autograder.lessons.performance_from_simplicity._showing import (
    HALF,
    look_at,
    not_counted,
    plans,
    unanswered,
)
from autograder.verdict import Evidence

WIDER = 1.25
"""Sums of twice as many orders have a digit more here and there."""

STEEPER = 2.6
"""Times the steps for twice the orders: twice, and something for sorting."""


def sums_in_database(exam: Examination) -> Finding:
    """The rows of the whole report, before and after its orders became twice as many in the same groups."""
    refused = not_counted(exam)
    if refused is not None:
        return refused
    before, after = (look_at(observed(exam), "report", size) for size in (SIZES[-1], TWICE))
    refused = unanswered(exam, before, after) or _alone(after) or _fetched(before, after)
    return refused or _steps(before, after)


def _alone(after: Look) -> Finding | None:
    if after.tally.stands_alone:
        return None
    words = (
        "A statement cannot be run on another connection: it needs a function or a table that is not there."
    )
    shown = [Evidence.text(statement.sql) for statement in after.tally.statements if statement.rows is None]
    return Finding.refused("not-plain-sql", words, *shown[:2])


def _fetched(before: Look, after: Look) -> Finding | None:
    one, other = before.tally, after.tally
    if other.rows <= one.rows and other.size <= WIDER * one.size:
        return None
    words = (
        f"The orders became twice as many, events, tiers and days did not: {_told(before)}, {_told(after)}."
    )
    most = max(other.statements, key=lambda statement: statement.size or 0)
    shown = Evidence.text(f"{most.rows} rows, {most.size:,} characters: {most.sql[:300]}")
    return Finding.refused("fetches-orders", words, shown)


def _told(look: Look) -> str:
    return f"{look.tally.rows} rows ({look.tally.size:,} characters) of {look.orders} orders"


def _steps(before: Look, after: Look) -> Finding:
    one, other = before.tally.steps, after.tally.steps
    if other > STEEPER * one:
        words = (
            f"The work grows faster than the orders: {one:,} steps for {before.orders}, "
            f"{other:,} for {after.orders}."
        )
        return Finding(HALF, "steps-grow", words, tuple(plans(after)))
    return Finding.passed(
        f"{after.tally.rows} rows with {before.orders} orders and with {after.orders}; "
        f"{one:,} and {other:,} steps."
    )

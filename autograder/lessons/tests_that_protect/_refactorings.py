"""Versions of the app that do the same in another way, or differ in what the prompt calls free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from autograder.lessons.tests_that_protect import _rewriting, _rewritten_rules
from autograder.tree import SourceTree

DOMAIN = "boxoffice/domain/"


@dataclass(frozen=True)
class Refactoring:
    """One version in which no rule is different.

    Arguments:
        id: its name in reports.
        what: what is different, in words that continue "In this version only ...".
        made: makes it from an app.
    """

    id: str
    what: str
    made: Callable[[SourceTree], SourceTree]

    def files(self, app: SourceTree) -> Mapping[str, str]:
        """The modules that differ from the app's or are new, whole."""
        return differing(app, self.made(app))


def differing(app: SourceTree, other: SourceTree) -> Mapping[str, str]:
    """The modules of the other tree that the app has not, or has with another text."""
    return {path: text for path, text in other.files.items() if app.files.get(path) != text}


@lru_cache(maxsize=1)  # the app of an exercise is the same for whoever hands in
def stacked(app: SourceTree) -> SourceTree:
    """One version with all the differences in it: tests that it leaves silent are silent on each."""
    for each in REFACTORINGS:
        app = each.made(app)
    return app


def _renamed(app: SourceTree) -> SourceTree:
    for path in app:
        if path.startswith((DOMAIN, "boxoffice/services/")):
            app = _rewriting.with_private_names_renamed(app, path)
    return app


def _moved(app: SourceTree) -> SourceTree:
    for old, new in (("refunds", "money_back"), ("door", "admission_rules"), ("money", "amounts")):
        app = _rewriting.with_module_moved(app, f"{DOMAIN}{old}.py", f"{DOMAIN}{new}.py")
    return app


def _use_cases_moved(app: SourceTree) -> SourceTree:
    for old in ("refunding", "checking_in"):
        place = "boxoffice/services/"
        app = _rewriting.with_module_moved(app, f"{place}{old}.py", f"{place}{old}_tickets.py")
    return app


def _refunds_by_table(app: SourceTree) -> SourceTree:
    return _rewriting.with_facade_from(
        app, "refund_amount", f"{DOMAIN}notice_table.py", _rewritten_rules.REFUNDS
    )


def _door_by_opening_hours(app: SourceTree) -> SourceTree:
    return _rewriting.with_facade_from(app, "check_in", f"{DOMAIN}opening_hours.py", _rewritten_rules.DOOR)


def _decimals(app: SourceTree) -> SourceTree:
    return _rewriting.with_function(app, f"{DOMAIN}money.py", "divided", _rewritten_rules.DIVIDED)


def _other_codes(app: SourceTree) -> SourceTree:
    path = "boxoffice/adapters/tables.py"
    app = app.with_file(path, f"{app[path]}\n\n{_rewritten_rules.NUMBERED}")
    return _rewriting.with_function(app, "boxoffice/adapters/codes.py", "new_code", _rewritten_rules.NEW_CODE)


def _more_in_answers(app: SourceTree) -> SourceTree:
    path = "boxoffice/web/answers.py"
    for name in ("order_json", "admission_json"):
        app = _rewriting.with_answer_of(app, path, name, _rewritten_rules.TURNED_ROUND)
    return app


def _other_wording(app: SourceTree) -> SourceTree:
    return _rewriting.with_answer_of(app, "boxoffice/web/problems.py", "document", _rewritten_rules.REWORDED)


def _more_for_payments(app: SourceTree) -> SourceTree:
    return _rewriting.with_argument_of(
        app, "boxoffice/adapters/payments.py", "_ask", "body", _rewritten_rules.MORE_FOR_PAYMENTS
    )


REFACTORINGS: tuple[Refactoring, ...] = (
    Refactoring("decimals", "cents are divided by way of Decimal", _decimals),
    Refactoring("refunds-by-table", "the refund is looked up in a table of notices", _refunds_by_table),
    Refactoring("door-by-opening-hours", "the door reckons in seconds from opening", _door_by_opening_hours),
    Refactoring("modules-moved", "modules of the domain have moved", _moved),
    Refactoring("use-cases-moved", "modules of the use cases have moved", _use_cases_moved),
    Refactoring("internals-renamed", "constants and inner functions have other names", _renamed),
    Refactoring("other-codes", "ids and ticket codes look different", _other_codes),
    Refactoring(
        "more-in-answers", "orders have a further field, and their fields another order", _more_in_answers
    ),
    Refactoring("other-wording", "errors are worded differently", _other_wording),
    Refactoring("more-for-payments", "payments is told a further field", _more_for_payments),
)

"""The four checks of lesson 07, decided from how the tests did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from autograder.facts import parse
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.meet_the_app._holding import test_modules
from autograder.lessons.tests_that_protect._bugs import Bug, bugs
from autograder.lessons.tests_that_protect._refactorings import REFACTORINGS, Refactoring
from autograder.lessons.tests_that_protect._rules import MOST_AT_ONCE, MOST_RULES, RULES, named_by
from autograder.lessons.tests_that_protect._said import no_tests, not_holding, place_of, plain
from autograder.lessons.tests_that_protect._suite import holding, tests_of
from autograder.lessons.tests_that_protect._trials import (
    crowding,
    telling,
    trials,
    trials_where_held,
    twitching,
)
from autograder.probes import TestRun
from autograder.verdict import Evidence

MOST_EVIDENCE = 5

FLOOR = 0.2
"""Who catches a smaller share of the bugs has caught them by chance."""

ENOUGH = 0.5
"""A suite that catches less than this share of the bugs is silent, and named, for want of tests."""


DOES_NOT_HOLD = Finding.refused("suite-does-not-hold", "First the tests must pass on the app as it is.")


def suite_holds(examination: Examination) -> Finding:
    """Condition: the tests pass on the app as it is, in any order and at any time."""
    tests = tests_of(examination)
    unread = parse(tests).unparsable
    if unread:
        places = [Evidence.source(item.message, item.path, item.line) for item in unread]
        return Finding.refused("does-not-parse", "A test module is not Python yet.", *places)
    if not test_modules(tests):
        return no_tests()
    tried, held = trials_where_held(examination), holding(examination)
    if not held.run.silent:
        return not_holding(held.run)
    if held.again is not None and not held.again.silent:
        return _depending(held.again, held.then)
    if tried is not None and not tried.steady:
        return _unsteady(next(run for run in tried.controls if not run.silent))
    count = len(held.run.outcomes)
    return Finding.passed(f"{count} {plain('test', count)} passed, in any order and at any time.")


def catches_bugs(examination: Examination) -> Finding:
    """The share of bugs on which a test fails."""
    if suite_holds(examination).share < 1:
        return DOES_NOT_HOLD
    caught = trials(examination).caught()
    missed = [bug for bug in bugs() if bug not in caught]
    if not missed:
        return Finding.passed(f"All {len(caught)} bugs were caught.")
    share = len(caught) / len(bugs())
    summary = f"{len(caught)} of {len(bugs())} bugs were caught."
    if share < FLOOR:
        return Finding.refused("hardly-any", f"{summary} It counts from one in five on.", *_missed(missed))
    return Finding(share, "bugs-missed", summary, tuple(_missed(missed)))


def passes_refactorings(examination: Examination) -> Finding:
    """The share of refactorings on which every test passes, for a suite that catches half of the bugs."""
    if suite_holds(examination).share < 1:
        return DOES_NOT_HOLD
    if catches_bugs(examination).share < ENOUGH:
        return _too_thin("Tests that look at little break with little")
    if trials(examination).feigned:
        return Finding.refused("unsteady", "The same tests caught a bug once and passed on it once.")
    disturbed = twitching(examination)
    together = trials(examination).refactored
    if together.failed and not disturbed:
        word = "Tests failed on all refactorings together, and on none of them when they were asked why."
        return Finding.refused("unsteady", word, place_of(together.failed[0]))
    if not disturbed:
        return Finding.passed(f"Every test passed on all {len(REFACTORINGS)} refactorings.")
    quiet = len(REFACTORINGS) - len(disturbed)
    places = [_false_alarm(each, disturbed[each.id]) for each in REFACTORINGS if each.id in disturbed]
    return Finding(
        share=quiet / len(REFACTORINGS),
        reason="false-alarm",
        summary=f"Every test passed on {quiet} of {len(REFACTORINGS)} refactorings.",
        evidence=tuple(places[:MOST_EVIDENCE]),
    )


def names_the_rule(examination: Examination) -> Finding:
    """Of the bugs that were caught, the share for which a failed test names a rule that is broken."""
    if suite_holds(examination).share < 1:
        return DOES_NOT_HOLD
    if catches_bugs(examination).share < ENOUGH:
        return _too_thin("A test that does not fail says nothing")
    crowd = crowding(examination)
    if crowd is not None:
        return _crowded(*crowd)
    told = telling(examination)
    mute = [bug for bug in trials(examination).caught() if told[bug.id] is None]
    if not mute:
        return Finding.passed(f"For all {len(told)} bugs that were caught, a failed test names the rule.")
    named = len(told) - len(mute)
    runs = trials(examination).on_bugs
    return Finding(
        share=named / len(told),
        reason="rule-not-named",
        summary=f"For {named} of the {len(told)} bugs that were caught, a failed test names the rule.",
        evidence=tuple(_mute(bug, runs[bug.id]) for bug in mute[:MOST_EVIDENCE]),
    )


def _depending(run: TestRun, then: datetime | None) -> Finding:
    when = f"{then:%-d %B %Y, %H:%M} UTC" if then else "another time"
    word = f"The tests passed, and not when they ran once more: the last one first, and as if it were {when}."
    if run.failure or not run.outcomes:
        return Finding.refused("unsteady", word, *not_holding(run).evidence)
    places = [place_of(outcome) for outcome in run.failed[:MOST_EVIDENCE]]
    return Finding.refused("unsteady", word, *places)


def _unsteady(run: TestRun) -> Finding:
    places = [place_of(outcome) for outcome in run.failed[:MOST_EVIDENCE]]
    return Finding.refused("unsteady", "The same tests on the same app passed once and failed once.", *places)


def _too_thin(why: str) -> Finding:
    return Finding.refused("suite-too-thin", f"{why}: catch half of the bugs first.")


def _crowded(bug: Bug, names: Collection[str]) -> Finding:
    rules = ", ".join(sorted(names))
    word = f"In this version {bug.what}. The tests that fail name {len(names)} rules: {rules}."
    summary = f"On most bugs the tests that fail name more than {MOST_AT_ONCE} rules: they point nowhere."
    return Finding.refused("names-everything", summary, Evidence.text(word))


def _missed(missed: Sequence[Bug]) -> list[Evidence]:
    return [
        Evidence.text(
            f"In this version {bug.what}, and every test passes. Rule: {', '.join(sorted(bug.rules))}."
        )
        for bug in missed
    ]


def _mute(bug: Bug, run: TestRun) -> Evidence:
    rule = " or ".join(f"{name} ({RULES[name]})" for name in sorted(bug.rules))
    outcome = run.failed[0]
    names = named_by(outcome)
    said = f"names {', '.join(sorted(names))}" if names else f"names no rule, or more than {MOST_RULES}"
    word = f"In this version {bug.what}. What fails {said}; broken is {rule}."
    return Evidence.source(word, outcome.path, outcome.line or None)


def _false_alarm(refactoring: Refactoring, run: TestRun) -> Evidence:
    if not run.failed:
        return Evidence.text(
            f"In this version only {refactoring.what}, and the tests did not come to an end."
        )
    outcome = run.failed[0]
    name = outcome.name.rpartition("::")[2]
    word = f"In this version only {refactoring.what}, and {name} fails: {outcome.message}"
    return Evidence.source(word, outcome.path, outcome.line or None)

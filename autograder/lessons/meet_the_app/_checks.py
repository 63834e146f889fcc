"""The three checks of lesson 00, decided from how the net did."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.facts import parse
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.meet_the_app._holding import holding, test_modules
from autograder.lessons.meet_the_app._trials import blind_trials, twitching
from autograder.lessons.meet_the_app._variants import Variant, variants
from autograder.probes import TestOutcome, TestRun
from autograder.sandbox import Failure, FailureKind
from autograder.verdict import Evidence

MOST_EVIDENCE = 5
ENOUGH = 0.5
"""A net that notices less than this share of the changes is silent for want of threads."""

DOES_NOT_HOLD = Finding.refused("net-does-not-hold", "First the tests must pass on the app as it is.")


def net_holds(examination: Examination) -> Finding:
    """Condition: the tests pass on the app as it is."""
    unread = parse(examination.tree.under("tests/")).unparsable
    if unread:
        places = [Evidence.source(item.message, item.path, item.line) for item in unread]
        return Finding.refused("does-not-parse", "A test module is not Python yet.", *places)
    if not test_modules(examination.tree):
        return _no_tests()
    run = holding(examination).run
    if not run.silent:
        return _not_holding(run, first=True)
    tests = "1 test" if len(run.outcomes) == 1 else f"{len(run.outcomes)} tests"
    return Finding.passed(f"{tests} held against the app as it is, and silent.")


def net_notices(examination: Examination) -> Finding:
    """The share of changed versions on which a test fails."""
    trials = blind_trials(examination)
    if trials is None:
        return DOES_NOT_HOLD
    for control in trials.controls:
        if not control.silent:
            return _not_holding(control, first=False)
    changes = [variant for variant in variants() if not variant.harmless]
    unnoticed = [variant for variant in changes if not trials.changed[variant.id].failed]
    if not unnoticed:
        return Finding.passed(f"All {len(changes)} changes were noticed.")
    noticed = len(changes) - len(unnoticed)
    return Finding(
        share=noticed / len(changes),
        reason="changes-unnoticed",
        summary=f"{noticed} of {len(changes)} changes were noticed.",
        evidence=tuple(_unnoticed(unnoticed)),
    )


def net_is_calm(examination: Examination) -> Finding:
    """The share of harmless versions that leave the net silent, if it notices enough to count as one."""
    trials = blind_trials(examination)
    if trials is None:
        return DOES_NOT_HOLD
    if net_notices(examination).share < ENOUGH:
        return Finding.refused(
            "net-too-thin", "A net is calm when it holds something: notice half of the changes first."
        )
    if trials.feigning:
        word = "A change was noticed alone, and not with the harmless changes beside it."
        return Finding.refused("unsteady", word, *map(_feigning, trials.feigning))
    harmless = [variant for variant in variants() if variant.harmless]
    disturbed = twitching(examination, trials)
    if trials.harmless.failed and not disturbed:
        word = "Tests failed on all harmless changes together, and on none of them when they were asked why."
        return Finding.refused("unsteady", word, _failure(trials.harmless.failed[0]))
    if not disturbed:
        return Finding.passed(f"Silent on all {len(harmless)} harmless changes.")
    quiet = len(harmless) - len(disturbed)
    places = [_false_alarm(variant, disturbed[variant.id]) for variant in harmless if variant.id in disturbed]
    return Finding(
        share=quiet / len(harmless),
        reason="false-alarm",
        summary=f"Silent on {quiet} of {len(harmless)} harmless changes.",
        evidence=tuple(places[:MOST_EVIDENCE]),
    )


def _no_tests() -> Finding:
    word = "There is no test yet: write functions named test_... in tests/test_net.py and run the cell."
    return Finding.refused("no-tests", word)


def _not_holding(run: TestRun, *, first: bool) -> Finding:
    if run.failure:
        return _not_ending(run.failure)
    if run.broken:
        places = [Evidence.text(f"{name}: {_plain(why)}") for name, why in run.broken]
        return Finding.refused("does-not-load", "A test module could not be loaded.", *places[:MOST_EVIDENCE])
    if not run.outcomes:
        return _no_tests()
    places = [_failure(outcome) for outcome in run.failed[:MOST_EVIDENCE]]
    if not first:
        return Finding.refused(
            "unsteady", "The same tests on the same app passed once and failed once.", *places
        )
    count = f"{len(run.failed)} of {len(run.outcomes)} tests fail on the app as it is."
    return Finding.refused("test-fails", count, *places)


def _not_ending(failure: Failure) -> Finding:
    if failure.kind is not FailureKind.TIMEOUT:
        place = Evidence.source(failure.message, failure.path or "tests", failure.line)
        return Finding.refused("tests-did-not-end", "The tests did not come to an end.", place)
    word = "This line was running when the time was up."
    place = Evidence.source(word, failure.path or "tests", failure.line)
    return Finding.refused(
        "tests-did-not-end", "All tests together took too long: ten seconds at most.", place
    )


def _plain(why: str) -> str:
    """Why a module could not be loaded, without pytest's advice about installations."""
    if "No module named 'boxoffice'" in why:
        return "boxoffice cannot be imported here: the tests reach the app through `client` alone."
    lines = [line for line in why.splitlines() if line.startswith("E ")]
    return "\n".join(line.removeprefix("E").strip() for line in lines) or why


def _failure(outcome: TestOutcome) -> Evidence:
    name = outcome.name.rpartition("::")[2]
    return Evidence.source(f"{name}: {outcome.message}", outcome.path, outcome.line or None)


def _feigning(outcome: TestOutcome) -> Evidence:
    name = outcome.name.rpartition("::")[2]
    word = f"{name} fails here on a change, and passes when ids, codes, fields and words are different, too."
    return Evidence.source(word, outcome.path, outcome.line or None)


def _unnoticed(variants: Iterable[Variant]) -> list[Evidence]:
    return [Evidence.text(f"Unnoticed: {variant.what}. Pin {variant.pins}.") for variant in variants]


def _false_alarm(variant: Variant, run: TestRun) -> Evidence:
    if not run.failed:
        end = "the tests did not come to an end" if run.failure else "no test ran to its end"
        return Evidence.text(f"In this version only {variant.what}, and {end}.")
    outcome = run.failed[0]
    name = outcome.name.rpartition("::")[2]
    message = f"In this version only {variant.what}, and {name} fails: {outcome.message}"
    return Evidence.source(message, outcome.path, outcome.line or None)

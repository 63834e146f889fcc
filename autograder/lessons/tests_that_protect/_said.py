"""What a card says about tests that do not pass."""

from __future__ import annotations

from autograder.lessons._finding import Finding
from autograder.probes import TestOutcome, TestRun
from autograder.sandbox import Failure, FailureKind
from autograder.verdict import Evidence

MOST_EVIDENCE = 5


def no_tests() -> Finding:
    """There is nothing to run."""
    word = "There is no test yet: write functions named test_... in the cells below and run them."
    return Finding.refused("no-tests", word)


def not_holding(run: TestRun) -> Finding:
    """Why the tests do not hold on the app as it is."""
    if run.failure:
        return _not_ending(run.failure)
    if run.broken:
        places = [Evidence.text(f"{name}: {_why(why)}") for name, why in run.broken]
        return Finding.refused("does-not-load", "A test module could not be loaded.", *places[:MOST_EVIDENCE])
    if not run.outcomes:
        return no_tests()
    places = [place_of(outcome) for outcome in run.failed[:MOST_EVIDENCE]]
    count = f"{len(run.failed)} of {len(run.outcomes)} {plain('test', len(run.outcomes))}"
    return Finding.refused("test-fails", f"{count} fail on the app as it is.", *places)


def place_of(outcome: TestOutcome) -> Evidence:
    """A failed test, with its message and its line."""
    name = outcome.name.rpartition("::")[2]
    return Evidence.source(f"{name}: {outcome.message}", outcome.path, outcome.line or None)


def plain(word: str, count: int) -> str:
    """A word for one or for many."""
    return word if count == 1 else f"{word}s"


def _not_ending(failure: Failure) -> Finding:
    late = failure.kind is FailureKind.TIMEOUT
    word = "This line was running when the time was up." if late else failure.message
    place = Evidence.source(word, failure.path or "tests", failure.line)
    summary = (
        "All tests together took too long: twenty seconds at most."
        if late
        else "The tests did not come to an end."
    )
    return Finding.refused("tests-did-not-end", summary, place)


def _why(why: str) -> str:
    """Why a module could not be loaded, without pytest's advice about installations."""
    if "No module named 'boxoffice'" in why:
        return "boxoffice cannot be imported here: tests reach the app through their fixtures alone."
    lines = [line for line in why.splitlines() if line.startswith("E ")]
    return "\n".join(line.removeprefix("E").strip() for line in lines) or why

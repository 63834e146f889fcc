"""`speaks-paylane`: the second provider's adapter does on the wire what the port promises."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.north_star._paylane import NOT_REACHED, PaylaneCase, paylane_cases
from autograder.probes import AdapterOutcome, ComposedApps, asked_adapters
from autograder.verdict import Evidence

MOST_SHOWN = 3
SECONDS = 30.0
"""For some eighty calls, each of an app that is connected anew; in one of them the service is slow."""


def speaks_paylane(exam: Examination) -> Finding:
    """The share of the port's four calls that end as it says, and arrive as the service wants them."""
    refused = unreadable(exam)
    if refused is not None:
        return refused
    cases = [*paylane_cases(exam.randomness("north star: paylane"))]
    with (
        ComposedApps(exam.room, exam.tree) as composed,
        asked_adapters(composed, [case.call for case in cases], seconds=SECONDS) as asked,
    ):
        if asked.failure is not None:
            return refusal_of(asked.failure, exam.tree)
        pairs = [*zip(cases, asked.outcomes, strict=True)]
        wrong = [pair for pair in pairs if not pair[0].is_kept(pair[1])]
        wrong.sort(key=lambda pair: NOT_REACHED not in pair[1].raised)  # the worst first
        evidence = [each for pair in wrong[:MOST_SHOWN] for each in _told(*pair, exam)]
    return _decided(pairs, wrong, evidence)


def _decided(
    pairs: list[tuple[PaylaneCase, AdapterOutcome]],
    wrong: list[tuple[PaylaneCase, AdapterOutcome]],
    evidence: list[Evidence],
) -> Finding:
    if not wrong:
        return Finding.passed(f"The adapter keeps the port's promises in {len(pairs)} calls.")
    if any(case.is_basic for case, _ in wrong):
        words = "Where the settings name a second provider, `connect(settings).backup` is not there."
        reason = "no-adapter"
        if not any(case.is_basic and case.call.told for case, _ in wrong):
            words, reason = "There is a backup where the settings name none.", "always-there"
        return Finding.refused(reason, words, *evidence)
    if any(case.reason == "unclear" and NOT_REACHED in outcome.raised for case, outcome in wrong):
        words = "The adapter says that nothing happened where it may have: somebody will be charged twice."
        return Finding.refused("says-not-reached", words, *evidence)
    methods, broken = ({case.call.method for case, _ in some if not case.is_basic} for some in (pairs, wrong))
    names = ", ".join(sorted(broken))
    summary = f"In {len(wrong)} of {len(pairs)} calls the adapter breaks the port's promise: {names}."
    return Finding(1 - len(broken) / len(methods), wrong[0][0].reason, summary, tuple(evidence))


def _told(case: PaylaneCase, outcome: AdapterOutcome, exam: Examination) -> Iterator[Evidence]:
    got = outcome.message if outcome.raised else repr(outcome.value)
    charges = "; ".join(
        f"{each.amount_cents} under {each.key}" + (", voided" if each.voided else "")
        for each in outcome.upstreams.paylane.charges
    )
    count = len(outcome.upstreams.record)
    words = f"{case.why} Requests: {count}. At Paylane: {charges or 'nothing'}."
    yield Evidence.exchange(words, asked=case.asked, expected=case.promise, got=got)
    if outcome.path is not None and outcome.raised and outcome.raised[0] not in case.may_raise:
        yield place(outcome.message, outcome.path, outcome.line, exam.tree)

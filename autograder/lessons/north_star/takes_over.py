"""`takes-over`: the second provider charges where the first surely did not, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of
from autograder.lessons.north_star._deployed import DEPLOYED
from autograder.lessons.north_star._observing import not_started, observed
from autograder.lessons.north_star._tills import ASKED
from autograder.lessons.north_star._without_backup import ALONE
from autograder.lessons.north_star._without_takeover import GIVEN

HALF = 0.5
LOST = frozenset({"money-kept", "money-and-tickets"})
"""Reasons: somebody has paid and has nothing for it, or has something and has not paid."""

PASSED = "The second takes over where the first surely did not charge, and every order knows whose it is."


def takes_over(exam: Examination) -> Finding:
    """The share of situations that end as they must, seen where the money is."""
    refused = unreadable(exam) or not_started(exam)
    return refused if refused is not None else taken_over(exam)


def taken_over(exam: Examination) -> Finding:
    """The same, of an app that can be read and starts; half of it where nobody could be glad of it."""
    finding, alone = situations(exam), observed(exam).takeovers[DEPLOYED]
    half = HALF * finding.share
    if alone is None and finding.reason in LOST:
        summary = f"{finding.summary} They count half: money and tickets must always agree."
        return replace(finding, share=half, summary=summary)
    if alone is None:
        return finding
    if finding.share == 1:
        return Finding(half, alone.reason, alone.summary, (alone.evidence,))
    summary = f"{finding.summary} {alone.summary}"
    return Finding(half, finding.reason, summary, (*finding.evidence, alone.evidence))


def situations(exam: Examination) -> Finding:
    """The share of the situations, with ports of ours, that end as they must; what is lost is told first."""
    seen = {name: each for name, each in observed(exam).takeovers.items() if name != DEPLOYED}
    charged_twice = next((each for each in seen.values() if each and each.reason == ASKED), None)
    if charged_twice is not None:
        return Finding.refused(ASKED, charged_twice.summary, charged_twice.evidence)
    worst_first = dict(sorted(seen.items(), key=lambda pair: not (pair[1] and pair[1].reason in LOST)))
    return share_of(worst_first, PASSED, given={*GIVEN, ALONE})

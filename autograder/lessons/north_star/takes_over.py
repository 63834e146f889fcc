"""`takes-over`: the second provider charges where the first surely did not, and nowhere else."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of
from autograder.lessons.north_star._deployed import DEPLOYED
from autograder.lessons.north_star._observing import ALONE, not_started, observed
from autograder.lessons.north_star._tills import ASKED
from autograder.lessons.north_star._without_takeover import GIVEN

HALF = 0.5
PASSED = "The second takes over where the first surely did not charge, and every order knows whose it is."


def takes_over(exam: Examination) -> Finding:
    """The share of situations that end as they must, seen where the money is."""
    refused = unreadable(exam) or not_started(exam)
    return refused if refused is not None else taken_over(exam)


def taken_over(exam: Examination) -> Finding:
    """The same, of an app that can be read and starts; half of it where only ports of ours make it so."""
    seen = dict(observed(exam).takeovers)
    alone = seen.pop(DEPLOYED)
    finding = share_of(seen, PASSED, given={*GIVEN, ALONE})
    charged_twice = next((each for each in seen.values() if each and each.reason == ASKED), None)
    if charged_twice is not None:
        return Finding.refused(ASKED, charged_twice.summary, charged_twice.evidence)
    if alone is None:
        return finding
    if finding.share == 1:
        return Finding(HALF, alone.reason, alone.summary, (alone.evidence,))
    summary = f"{finding.summary} {alone.summary}"
    return Finding(HALF * finding.share, finding.reason, summary, (*finding.evidence, alone.evidence))

"""`opening-hours`: the door goes by the hours of its event, in the rule and in the app."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of
from autograder.lessons.north_star._door_rule import rule_alone
from autograder.lessons.north_star._doors import GIVEN_DOORS
from autograder.lessons.north_star._observing import not_started, observed

HALF = 0.5


def opening_hours(exam: Examination) -> Finding:
    """A point for the rule alone, a point for the app."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    rule, app = rule_alone(exam), door_of_the_app(exam)
    wrong = [finding for finding in (rule, app) if finding.share < 1]
    if not wrong:
        return Finding.passed(f"{rule.summary} {app.summary}")
    evidence = tuple(each for finding in wrong for each in finding.evidence)
    share = HALF * rule.share + HALF * app.share
    return Finding(share, wrong[0].reason, " ".join(finding.summary for finding in wrong), evidence)


def door_of_the_app(exam: Examination) -> Finding:
    """What happens over HTTP; all of it, or nothing."""
    doors = observed(exam).doors
    finding = share_of(doors, "The app goes by the hours of each event.", given=GIVEN_DOORS, what="doors")
    return finding if finding.share == 1 else Finding(0.0, finding.reason, finding.summary, finding.evidence)

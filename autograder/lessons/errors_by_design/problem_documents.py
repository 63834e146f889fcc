"""`problem-documents`: every failure is answered with the right document, and the log has the rest."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._observing import not_started, observed
from autograder.lessons.errors_by_design._problems import GIVEN
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of


def problem_documents(exam: Examination) -> Finding:
    """The share of failures of a purchase that are told well; none where nonsense breaks a route."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    seen = observed(exam)
    if seen.nonsense:
        summary = "A request that makes no sense does not get a problem document."
        return Finding.refused("nonsense-breaks-it", summary, *seen.nonsense)
    passed = "Every failure is answered with its problem document, and the log says what happened."
    return share_of(seen.problems, passed, given=GIVEN, what="failures")

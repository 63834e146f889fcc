"""`recovers`: whoever dies at whatever step, money and tickets agree once somebody has recovered."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design import _deaths, _recovering
from autograder.lessons.errors_by_design._observing import deaths, not_started, observed
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of
from autograder.sandbox import Failure
from autograder.verdict import Evidence


def recovers(exam: Examination) -> Finding:
    """The share of plays in which every death is survived, seen where the money is."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    died = deaths(exam)
    if isinstance(died, Failure):
        summary = "The app does not live long enough to die."
        return Finding.refused("did-not-end", summary, Evidence.text(died.message))
    results = {**died, **observed(exam).recovering}
    passed = "Whoever dies at whatever step, money and tickets agree once somebody has recovered."
    return share_of(results, passed, given=_deaths.GIVEN | _recovering.GIVEN, what="plays")

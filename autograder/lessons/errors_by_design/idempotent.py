"""`idempotent`: a purchase that comes twice with one key happens once."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design import _freeing, _repeating, _reusing
from autograder.lessons.errors_by_design._observing import not_started, observed
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of


def idempotent(exam: Examination) -> Finding:
    """The share of ways to come twice that end as they must."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    passed = "A purchase that comes twice with one key happens once."
    given = _freeing.NO_KEYS_NEEDED | _repeating.NO_KEYS_NEEDED | _reusing.NO_KEYS_NEEDED
    return share_of(observed(exam).repeating, passed, given=given, what="ways to come twice")

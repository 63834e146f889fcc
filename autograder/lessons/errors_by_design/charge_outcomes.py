"""`charge-outcomes`: whatever becomes of a charge, money and tickets agree and nobody waits for it."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._meanwhile import GIVEN
from autograder.lessons.errors_by_design._observing import not_started, observed
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of


def charge_outcomes(exam: Examination) -> Finding:
    """The share of outcomes after which all is as it must be, seen where the money is."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    passed = "Whatever becomes of a charge, money and tickets agree."
    return share_of(observed(exam).charging, passed, given=GIVEN, what="outcomes")

"""`same-answers`: where nobody asks for hours and there is no second provider, all is as before."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import differences_shown, place
from autograder.lessons.errors_by_design._observing import changes
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.sandbox import Failure


def same_answers(exam: Examination) -> Finding:
    """What the app answers is what it answered before."""
    refused = unreadable(exam)
    if refused is not None:
        return refused
    changed = changes(exam)
    if isinstance(changed, Failure):
        where = place(changed.message, changed.path or "", changed.line, exam.tree)
        return Finding.refused("does-not-start", "The app does not start.", where)
    if changed:
        places = differences_shown(changed, exam.tree)
        return Finding.refused("different-answers", "The app does not answer as before.", *places)
    return Finding.passed("Without hours and without a second provider every route answers as before.")

"""`same-answers`: under FastAPI the app is the one it was, over HTTP and at the services behind it."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries.same_answers import same_answers as walked_through


def same_answers(exam: Examination) -> Finding:
    """The walk of lesson 02 through every route of `boxoffice.main:app`, before and after."""
    return walked_through(exam)

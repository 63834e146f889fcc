"""What is true of an app in which nothing was changed counts only where something was."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.north_star.opening_hours import opening_hours
from autograder.lessons.north_star.takes_over import situations

ENOUGH = 0.5
"""Share of the situations with two providers that makes the second part one that works."""


def nothing_new(exam: Examination) -> Finding | None:
    """The finding of an app in which neither request is in."""
    if situations(exam).share >= ENOUGH or opening_hours(exam).share == 1:
        return None
    words = "It counts once the opening hours work, or half of the situations with a second provider."
    return Finding.refused("nothing-new", words)

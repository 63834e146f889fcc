"""`nothing-lost`: what was mended in eight lessons is still mended, and no old wound is open."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.facts import parse, wounds
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.north_star._earlier import Asked, asked_again
from autograder.lessons.north_star._merit import nothing_new
from autograder.lessons.north_star._observing import not_started
from autograder.verdict import Evidence

MOST_SHOWN = 4


def nothing_lost(exam: Examination) -> Finding:
    """Every lasting check of every lesson, and four wounds that no check of theirs looks for."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    open_wounds = [*_wounds(exam)]
    if open_wounds:
        words = "An old wound is open again."
        return Finding.refused("old-wound", words, *open_wounds[:MOST_SHOWN])
    return nothing_new(exam) or _earlier_lessons(exam)


def _earlier_lessons(exam: Examination) -> Finding:
    """The first lesson of which something is lost is the last that is asked: each takes its time."""
    count = 0
    for asked in asked_again(exam):
        lost = [each for each in asked if each.finding.share < 1]
        if lost:
            names = ", ".join(f"{each.lesson.slug[:2]} {each.check.id}" for each in lost)
            summary = f"What held does not hold any more: {names}."
            return Finding.refused(lost[0].finding.reason, summary, *_told(lost[0]))
        count += len(asked)
    return Finding.passed(f"All {count} lasting checks of lessons 01 to 08 hold, and no wound is open.")


def _told(lost: Asked) -> Iterator[Evidence]:
    check = lost.check
    yield Evidence.text(f"Lesson {lost.lesson.slug[:2]}, {check.id}: {check.good} {lost.finding.summary}")
    yield from lost.finding.evidence[: MOST_SHOWN - 1]


def _wounds(exam: Examination) -> Iterator[Evidence]:
    for wound in wounds(parse(exam.tree.under("boxoffice/"))):
        yield Evidence.source(f"{wound.kind.capitalize()}.", wound.path, wound.line, wound.text)

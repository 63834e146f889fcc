"""Every lasting check of the lessons before, asked of an app by their own code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

from autograder.lessons import (
    async_with_care,
    boundaries,
    errors_by_design,
    framework_is_a_detail,
    performance_from_simplicity,
    readability,
    thin_controllers,
)
from autograder.lessons._examination import Examination, Subject
from autograder.lessons._finding import Check, Finding
from autograder.stages import before
from autograder.syllabus import CheckSpec, Lesson, load

CHECKS: Mapping[str, Mapping[str, Check]] = {
    "01-readability": readability.CHECKS,
    "02-boundaries": boundaries.CHECKS,
    "03-thin-controllers": thin_controllers.CHECKS,
    "04-framework-is-a-detail": framework_is_a_detail.CHECKS,
    "05-async-with-care": async_with_care.CHECKS,
    "06-errors-by-design": errors_by_design.CHECKS,
    "08-performance-from-simplicity": performance_from_simplicity.CHECKS,
}
"""By lesson. Named and not looked up: a finding depends on the modules that its check imports."""


AT_A_TIME = 2
"""Lessons that are asked side by side: a learner waits for them all, and most machines have two cores."""


@dataclass(frozen=True)
class Asked:
    """A lasting check of an earlier lesson, and what it finds about this app."""

    lesson: Lesson
    check: CheckSpec
    finding: Finding


def lasting(number: int) -> Iterator[tuple[Lesson, CheckSpec]]:
    """The invariant checks of the lessons before the one of this number."""
    for lesson in load().lessons[:number]:
        for check in lesson.checks:
            if check.invariant:
                yield lesson, check


def asked_again(exam: Examination) -> Iterator[tuple[Asked, ...]]:
    """Ask them, lesson by lesson, two lessons at a time; checks of one lesson share what was observed."""
    lessons = [
        (lesson, [check for _, check in checks])
        for lesson, checks in groupby(lasting(exam.subject.lesson.number), key=lambda pair: pair[0])
    ]
    threads = ThreadPoolExecutor(AT_A_TIME)
    try:
        yield from threads.map(lambda each: _asked(exam, *each), lessons)
    finally:
        # Whoever has seen enough waits for what runs and for nothing else.
        threads.shutdown(cancel_futures=True)


def _asked(exam: Examination, lesson: Lesson, checks: Iterable[CheckSpec]) -> tuple[Asked, ...]:
    sub = _examination(exam, lesson)
    asked = tuple(Asked(lesson, check, CHECKS[lesson.slug][check.id](sub)) for check in checks)
    exam.odd = exam.odd or sub.odd
    return asked


def _examination(exam: Examination, lesson: Lesson) -> Examination:
    """This app, as that lesson's checks would see it: beside what its learners began with."""
    start = before(lesson)
    subject = Subject(lesson, exam.subject.submission, start, start, exam.tree)
    return Examination(subject, exam.sandbox, exam.secret)

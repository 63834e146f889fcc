"""Which package holds a lesson's checks."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from autograder.lessons._finding import Check
from autograder.syllabus import Lesson

_PACKAGES: Mapping[str, str] = {
    "00-meet-the-app": "autograder.lessons.meet_the_app",
    "01-readability": "autograder.lessons.readability",
    "02-boundaries": "autograder.lessons.boundaries",
    "03-thin-controllers": "autograder.lessons.thin_controllers",
    "04-framework-is-a-detail": "autograder.lessons.framework_is_a_detail",
    "05-async-with-care": "autograder.lessons.async_with_care",
    "06-errors-by-design": "autograder.lessons.errors_by_design",
    "07-tests-that-protect": "autograder.lessons.tests_that_protect",
    "08-performance-from-simplicity": "autograder.lessons.performance_from_simplicity",
    "09-north-star": "autograder.lessons.north_star",
}


def checks_of(lesson: Lesson) -> Mapping[str, Check]:
    """A lesson's checks by id: a function for each id that the manifest names.

    Raises:
        LookupError: the lesson is planned, or its package and the manifest name different checks.
    """
    if lesson.slug not in _PACKAGES:
        raise LookupError(f"lesson {lesson.slug} has no checks yet")
    checks = cast(Mapping[str, Check], import_module(_PACKAGES[lesson.slug]).CHECKS)
    named = [check.id for check in lesson.checks]
    if list(checks) != named:
        raise LookupError(f"{lesson.slug}: the manifest names {named}, the package has {list(checks)}")
    return checks

"""Whose checks this folder asks, and findings about the solution with something changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.lessons import Finding
from autograder.lessons.north_star import CHECKS
from autograder.syllabus import Lesson, load
from tests.lessons.conftest import Examine

Judge = Callable[..., Finding]


@pytest.fixture
def lesson() -> Lesson:
    return load().lesson("09")


@pytest.fixture
def judge(examine: Examine) -> Judge:
    """What a check finds about the solution with changes, as `examine` takes them."""

    def judged(check: str, *changes: tuple[str, str, str]) -> Finding:
        return CHECKS[check](examine(changes={path: (old, new) for path, old, new in changes}))

    return judged

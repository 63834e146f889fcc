from __future__ import annotations

import pytest

from autograder.syllabus import Lesson, load


@pytest.fixture
def lesson() -> Lesson:
    return load().lesson("02")

"""The one visual language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from autograder.show import CONCERNS, STATES, mark_of
from autograder.show.style import HELD_BACK, Mark
from autograder.verdict import CheckResult, State


@pytest.mark.parametrize("marks", [{**STATES, None: HELD_BACK}, CONCERNS])
def test_what_colour_says_a_word_and_a_shape_say_too(marks: Mapping[Any, Mark]) -> None:
    for values in zip(*((mark.word, mark.shape, mark.colour) for mark in marks.values()), strict=True):
        assert len(set(values)) == len(marks)


@pytest.mark.parametrize(
    ("points", "most", "mark"),
    [(0.0, 3.0, HELD_BACK), (1.5, 3.0, STATES[State.PARTLY]), (0.0, 0.0, STATES[State.PARTLY])],
)
def test_what_would_earn_points_and_gets_none_is_held_back(points: float, most: float, mark: Mark) -> None:
    assert mark_of(CheckResult("plain-code", State.PARTLY, points, most, "passed", "")) == mark

"""``check(...)`` in a notebook: a card, a plain float, and nothing on stderr whatever breaks."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NoReturn

import pytest

from autograder.jupyter._check import LiveCheck, clamped
from autograder.jupyter._session import Session
from autograder.jupyter._warm import WarmGrader


class Broken(WarmGrader):
    """A grader that cannot be had."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error

    def get(self) -> NoReturn:
        raise self._error


@pytest.fixture(autouse=True)
def _as_the_extension_does() -> None:
    logging.getLogger("autograder").addHandler(logging.NullHandler())


def broken(folder: Path, error: BaseException) -> LiveCheck:
    return LiveCheck(Session(folder), Broken(error), lambda *_: None)


@pytest.mark.parametrize("error", [RuntimeError("no bwrap"), OSError(28, "disk full"), KeyboardInterrupt()])
def test_whatever_breaks_becomes_a_card_that_could_not_be_judged_and_no_points(
    error: BaseException, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    points = broken(tmp_path, error)("01-readability", "flat-functions")
    out, err = capsys.readouterr()
    assert (points, type(points)) == (0.0, float)
    assert "could not be judged" in out
    assert err == ""


@pytest.mark.parametrize(
    ("lesson", "check", "words"),
    [
        ("42-nowhere", "flat-functions", "the lessons are: 00-meet-the-app"),
        ("01-readability", "flat", "its checks are: same-answers"),
    ],
)
def test_a_check_that_does_not_exist_is_said_with_those_that_do(
    lesson: str, check: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert broken(tmp_path, RuntimeError())(lesson, check) == 0.0
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("points", "most", "value"),
    [(2.5, 3.0, 2.5), (4.0, 3.0, 3.0), (-1.0, 3.0, 0.0), (float("nan"), 3.0, 0.0), (float("inf"), 3.0, 0.0)],
)
def test_points_are_a_plain_finite_float_within_bounds(points: float, most: float, value: float) -> None:
    assert clamped(points, most) == value
    assert type(clamped(points, most)) is float

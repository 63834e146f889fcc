"""What the checks of one judgement share, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.lessons import Examination, Subject
from autograder.sandbox import Sandbox
from autograder.stages import before_exercise
from autograder.submission import Submission
from autograder.syllabus import load


@pytest.fixture
def examination(sandbox: Sandbox) -> Examination:
    lesson = load().lesson("00")
    stage = before_exercise(lesson)
    return Examination(Subject(lesson, Submission(), stage, stage, stage), sandbox, b"of this test")


class Door:
    """Counts how often it was opened, and closed."""

    def __init__(self) -> None:
        self.opened = self.closed = 0

    @contextmanager
    def open(self) -> Iterator[int]:
        self.opened += 1
        yield self.opened
        self.closed += 1


def test_what_is_shared_is_opened_once_and_closed_when_the_judgement_ends(examination: Examination) -> None:
    door = Door()
    with examination.judgement():
        assert [examination.share("door", door.open) for _ in range(3)] == [1, 1, 1]
        assert door.closed == 0
    assert (door.opened, door.closed) == (1, 1)


def test_the_next_judgement_opens_anew(examination: Examination) -> None:
    door = Door()
    for time in (1, 2):
        with examination.judgement():
            assert examination.share("door", door.open) == time
    assert (door.opened, door.closed) == (2, 2)


def test_of_two_judgements_at_once_the_last_that_ends_closes(examination: Examination) -> None:
    door = Door()
    with examination.judgement():
        with examination.judgement():
            examination.share("door", door.open)
        assert (examination.share("door", door.open), door.closed) == (1, 0)
    assert door.closed == 1


def test_what_could_not_be_opened_is_tried_again(examination: Examination) -> None:
    door = Door()

    @contextmanager
    def stuck() -> Iterator[int]:
        raise OSError("it sticks")
        yield 0

    with examination.judgement():
        with pytest.raises(OSError, match="it sticks"):
            examination.share("door", stuck)
        assert examination.share("door", door.open) == 1
    assert door.closed == 1


def test_nothing_is_shared_without_a_judgement_that_ends(examination: Examination) -> None:
    with pytest.raises(AssertionError, match="there must be one"):
        examination.share("door", Door().open)


def test_it_is_known_whether_something_was_observed(examination: Examination) -> None:
    assert not examination.knows("colour")
    examination.once("colour", lambda: "red")
    assert examination.knows("colour")

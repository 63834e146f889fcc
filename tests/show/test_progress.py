"""The progress table."""

from __future__ import annotations

from autograder.show import Standing, progress_table
from autograder.syllabus import load
from autograder.verdict import State


def standings(first: State, second: State) -> list[Standing]:
    lessons = load().lessons
    states = {0: (first, 10.0 if first is State.PASSED else 0.0), 1: (second, 4.5)}
    return [
        Standing(lesson, *states.get(lesson.number, (State.NOT_TRIED, 0.0)), f"{lesson.slug}.ipynb", None)
        for lesson in lessons
    ]


def test_every_lesson_is_in_the_table_with_its_minutes() -> None:
    html = progress_table(standings(State.PASSED, State.PARTLY))
    for lesson in load().lessons:
        assert lesson.title in html
        assert f"{lesson.minutes_do} min" in html


def test_the_points_are_summed_over_the_lessons_that_can_be_taken() -> None:
    total = sum(lesson.points for lesson in load().ready)
    assert f"<strong>14.5</strong> of {total:g} points" in progress_table(
        standings(State.PASSED, State.PARTLY)
    )


def test_the_next_lesson_is_the_first_that_is_not_passed() -> None:
    html = progress_table(standings(State.PASSED, State.PARTLY))
    assert 'Next: <a href="01-readability.ipynb"' in html


def test_a_lesson_that_is_only_planned_says_so() -> None:
    planned = [lesson for lesson in load().lessons if not lesson.ready]
    assert progress_table(standings(State.PASSED, State.PASSED)).count("to come") == len(planned)

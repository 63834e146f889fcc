"""Begin again: lay what a learner wrote aside, and hand the course's files out as for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from autograder.syllabus import Lesson
from autograder.workspace import progress
from autograder.workspace._sync import bring_up_to_date, forget_handed_out

ASIDE = "kept"
"""The folder in a learner's own that holds what was laid aside, by the time at which it was."""


def reset(home: Path, content: Path, lessons: Sequence[Lesson], now: datetime) -> Path | None:
    """Hand out the exercises of lessons again, and forget what their checks have been.

    Arguments:
        home: the learner's folder.
        content: the folder that holds the course's ``notebooks/`` and ``exercises/``.
        lessons: whose exercises.
        now: names the folder that what was there is laid into.

    Returns:
        That folder; none where nothing was there.

    Raises:
        OSError: a file or folder cannot be read or written.
    """
    aside = _hand_out_again(home, content, [_exercise(lesson) for lesson in lessons], now)
    progress.forget(lessons, home=home)
    return aside


def catch_up(home: Path, content: Path, lesson: Lesson, now: datetime) -> Path | None:
    """Put a learner at the start of a lesson: its notebook, folder and exercise as they are handed out.

    What was achieved stays on record; from now on the next lesson is this one or a later one.

    Arguments:
        home: the learner's folder.
        content: the folder that holds the course's ``notebooks/`` and ``exercises/``.
        lesson: where to start.
        now: names the folder that what was there is laid into.

    Returns:
        That folder; none where nothing was there.

    Raises:
        OSError: a file or folder cannot be read or written.
    """
    places = [f"notebooks/{lesson.slug}.ipynb", lesson.slug, _exercise(lesson)]
    aside = _hand_out_again(home, content, places, now)
    progress.start_at(lesson, home=home)
    return aside


def _exercise(lesson: Lesson) -> str:
    return f"exercises/{lesson.slug}"


def _hand_out_again(home: Path, content: Path, places: Sequence[str], now: datetime) -> Path | None:
    # First the record: whoever is stopped in between has files that count as their own, and loses none.
    forget_handed_out(home, places)
    there = [place for place in places if (home / place).exists()]
    aside = _new_folder(home / ASIDE, now) if there else None
    for place in there:
        target = (aside or home) / place
        target.parent.mkdir(parents=True, exist_ok=True)
        (home / place).rename(target)
    bring_up_to_date(home, content)
    return aside


def _new_folder(parent: Path, now: datetime) -> Path:
    """A folder named for the time; of two in one second the later has a number."""
    stamp = f"{now:%Y-%m-%d %H.%M.%S}"
    for number in count(1):
        folder = parent / (stamp if number == 1 else f"{stamp} ({number})")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise AssertionError("count never ends")

"""What a learner has done so far: the best that each check has been, kept in the learner's folder.

The check in a notebook writes it. Outside of a learner's folder nothing is kept. Several kernels may write at
once, and a damaged record is laid aside rather than an error: it must never stand in the way of a check.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from autograder.syllabus import Lesson
from autograder.verdict import State
from autograder.workspace._place import MARK, enclosing_home, find_home
from autograder.workspace._records import CheckRecord, Progress

__all__ = ["CheckRecord", "Progress", "forget", "load", "passed", "record", "start_at"]

FILE = f"{MARK}/progress.json"


def load(home: Path | None = None) -> Progress:
    """The record of a learner's folder; an empty one where there is none or it cannot be read.

    Arguments:
        home: the learner's folder. Default: the one around the current folder, or the clone's.
    """
    try:
        home = home or find_home()
        return Progress.from_json((home / FILE).read_text("utf-8")) if home else Progress()
    except (OSError, ValueError):
        return Progress()


def passed(lesson: Lesson, home: Path | None = None) -> bool:
    """Whether every check of a lesson has passed, at one time or another."""
    return load(home).passed(lesson)


def record(lesson: Lesson, check: str, points: float, state: State, *, home: Path | None = None) -> bool:
    """Keep what a check found, if it is better than before.

    Arguments:
        lesson: whose exercise was checked.
        check: the check's id.
        points: what it earned.
        state: where it stands.
        home: the learner's folder. Default: the one around the current folder.

    Returns:
        Whether it was kept: not outside of a learner's folder, nor where that cannot be written.
    """
    home = home or enclosing_home()
    if home is None:
        return False
    try:
        _change(home, lambda before: before.with_record(lesson, check, CheckRecord(state, points)))
    except OSError:
        return False
    return True


def forget(lessons: Collection[Lesson], *, home: Path) -> None:
    """Forget what the checks of some lessons have been.

    Raises:
        OSError: the record cannot be written.
    """
    _change(home, lambda before: before.without(lessons))


def start_at(lesson: Lesson, *, home: Path) -> None:
    """Note that a learner begins with this lesson.

    Raises:
        OSError: the record cannot be written.
    """
    _change(home, lambda before: replace(before, start=lesson.number))


def _change(home: Path, change: Callable[[Progress], Progress]) -> None:
    with _alone(home):
        _write(home, change(_load_or_lay_aside(home)))


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One writer at a time, across processes."""
    with (home / f"{FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _load_or_lay_aside(home: Path) -> Progress:
    try:
        return Progress.from_json((home / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return Progress()
    except ValueError:
        (home / FILE).replace(home / f"{FILE}.damaged")
        return Progress()


def _write(home: Path, progress: Progress) -> None:
    unfinished = home / f"{FILE}.unfinished"
    unfinished.write_text(progress.to_json(), "utf-8")
    unfinished.replace(home / FILE)

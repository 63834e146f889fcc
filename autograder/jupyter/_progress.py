"""Progress as a notebook shows and keeps it."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.jupyter._output import show_html
from autograder.show import STATES, Standing, progress_table
from autograder.syllabus import Lesson, load
from autograder.verdict import State, Verdict
from autograder.workspace import progress


def record(lesson: Lesson, verdict: Verdict) -> None:
    """Keep what each check of a verdict found. Outside of a learner's folder nothing is kept."""
    for result in verdict.results:
        progress.record(lesson, result.check, result.points, result.state)


class ProgressView:
    """The function ``progress`` of a notebook.

    Arguments:
        folder: the notebook's own, from which the links lead.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self) -> None:
        """Show all lessons with state, points and minutes, and a link to what comes next."""
        done = progress.load()
        standings = [standing(lesson, done, self._folder) for lesson in load().lessons]
        plain = "\n".join(
            f"{one.lesson.slug}: {STATES[one.state].word}, {one.points:g} points" for one in standings
        )
        show_html(progress_table(standings), plain)


def standing(lesson: Lesson, done: progress.Progress, folder: Path) -> Standing:
    """Where a learner stands with a lesson, with links to the notebooks that are there.

    Arguments:
        lesson: the lesson.
        done: the records of all lessons.
        folder: from which links lead; one of ``notebooks/`` or an exercise's.
    """
    root = folder.parent if folder.name == "notebooks" else folder.parent.parent
    name = f"{lesson.slug}.ipynb"
    return Standing(
        lesson,
        _state(lesson, done),
        done.points(lesson),
        read=_link(root / "notebooks" / name, folder),
        do=_link(root / "exercises" / lesson.slug / name, folder),
    )


def _state(lesson: Lesson, done: progress.Progress) -> State:
    if done.passed(lesson):
        return State.PASSED
    if done.points(lesson):
        return State.PARTLY
    tried = any(done.record(lesson, check.id).state is not State.NOT_TRIED for check in lesson.checks)
    return State.REFUSED if tried else State.NOT_TRIED


def _link(notebook: Path, folder: Path) -> str | None:
    return Path(os.path.relpath(notebook, folder)).as_posix() if notebook.is_file() else None

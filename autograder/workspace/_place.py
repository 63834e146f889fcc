"""Where a learner's folder is."""

from __future__ import annotations

from pathlib import Path

from autograder.stages import content_root
from autograder.syllabus import Lesson

MARK = ".survive"
"""The folder by which a learner's folder is known; it holds the course's own records."""


def enclosing_home(start: Path | None = None) -> Path | None:
    """The learner's folder around ``start`` (default: the current folder), or None outside of one."""
    here = (start or Path.cwd()).resolve()
    return next((folder for folder in (here, *here.parents) if (folder / MARK).is_dir()), None)


def find_home(start: Path | None = None) -> Path | None:
    """The learner's folder around ``start``, else the one that `new_home` would make, if it is there."""
    home = new_home(start)
    return enclosing_home(start) or (home if (home / MARK).is_dir() else None)


def new_home(start: Path | None = None) -> Path:
    """Where a learner's folder is made: ``work/`` in the clone, or below ``start`` without one."""
    return (checkout() or start or Path.cwd()).resolve() / "work"


def checkout() -> Path | None:
    """The clone of the repository that this package runs from, or None for an installed wheel."""
    root = content_root()
    return root if (root / "pyproject.toml").is_file() else None


def exercise_notebook(lesson: Lesson, start: Path | None = None) -> Path:
    """The learner's notebook of a lesson's exercise; it may not be there yet.

    Arguments:
        lesson: whose exercise.
        start: a folder that holds the notebook itself, or one around which to look for the learner's folder.
    """
    here = (start or Path.cwd()) / f"{lesson.slug}.ipynb"
    # A lesson and its exercise have the same name: beside the lessons, the notebook here is the wrong one.
    if here.is_file() and here.resolve().parent.name != "notebooks":
        return here
    return (find_home(start) or new_home(start)) / "exercises" / lesson.slug / here.name

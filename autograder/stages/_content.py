"""Where the course's content lies: the repository in an editable install, package data in a wheel."""

from __future__ import annotations

from pathlib import Path

from autograder.syllabus import Lesson

_PACKAGE = Path(__file__).resolve().parent.parent


class ContentNotFoundError(FileNotFoundError):
    """The course's notebooks are neither beside the package nor in it."""


def content_root() -> Path:
    """The folder that holds ``solutions/``, ``notebooks/`` and ``exercises/``.

    Raises:
        ContentNotFoundError: the package was installed without them.
    """
    for root in (_PACKAGE.parent, _PACKAGE / "_content"):
        if (root / "solutions" / "00-meet-the-app" / "boxoffice").is_dir():
            return root
    raise ContentNotFoundError(
        "the course's notebooks are missing from this installation; "
        "install the wheel of a release, or a clone of the repository with `pip install -e .`"
    )


def lesson_notebook(lesson: Lesson) -> Path:
    """The lesson to read."""
    return content_root() / "notebooks" / f"{lesson.slug}.ipynb"


def solution_notebook(lesson: Lesson) -> Path:
    """The exercise with its solution: nbgrader's source."""
    return content_root() / "solutions" / lesson.slug / f"{lesson.slug}.ipynb"


def released_notebook(lesson: Lesson) -> Path:
    """The exercise as learners get it: nbgrader's release."""
    return content_root() / "exercises" / lesson.slug / f"{lesson.slug}.ipynb"

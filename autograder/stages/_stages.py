"""Two stages a lesson: the app before it, and before its exercise. The lesson after starts where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from autograder.stages._content import content_root, lesson_notebook, solution_notebook
from autograder.stages._replay import replay
from autograder.submission import Operation, Write, read_notebook
from autograder.syllabus import Lesson, load
from autograder.tree import SourceTree

MESSY_APP = Path("solutions", "00-meet-the-app")

_REGION_MARK = re.compile(r"^[ \t]*###[ \t]*(BEGIN|END) SOLUTION[ \t]*\n", re.MULTILINE)


def before(lesson: Lesson) -> SourceTree:
    """The app as the lesson finds it: what the lesson before ended with."""
    return app_of(_after_notebooks(_notebooks_before(lesson)))


def before_exercise(lesson: Lesson) -> SourceTree:
    """The app as the exercise finds it: with what the lesson's notebook wrote."""
    return app_of(_after_notebooks((*_notebooks_before(lesson), lesson_notebook(lesson))))


def after(lesson: Lesson) -> SourceTree:
    """The app as the lesson's solution leaves it, with the tests that the solution wrote."""
    return _after_notebooks((*_notebooks_before(lesson), lesson_notebook(lesson), solution_notebook(lesson)))


def app_of(tree: SourceTree) -> SourceTree:
    """A tree without its tests, which are a learner's own net and no part of the app.

    Those of an earlier solution, handed out beside a later exercise, would be the answer to the earlier one.
    """
    return SourceTree({path: text for path, text in tree.files.items() if not path.startswith("tests/")})


def _notebooks_before(lesson: Lesson) -> tuple[Path, ...]:
    def pairs() -> Iterator[Path]:
        for earlier in load().lessons[: lesson.number]:
            yield lesson_notebook(earlier)
            yield solution_notebook(earlier)

    return tuple(pairs())


def _after_notebooks(notebooks: tuple[Path, ...]) -> SourceTree:
    """The replay of notebooks that are there, on the messy app; a planned lesson changes nothing."""
    marks = tuple((path, path.stat().st_mtime_ns) for path in notebooks if path.is_file())
    return _replayed(content_root() / MESSY_APP, marks)


@lru_cache(maxsize=64)
def _replayed(app: Path, notebooks: tuple[tuple[Path, int], ...]) -> SourceTree:
    # Keyed by modification time too: an author who saves a notebook sees the new stage.
    if not notebooks:
        return SourceTree.from_folder(app, ("boxoffice/**/*.py", "scripts/**/*.py"))
    *earlier, (last, _) = notebooks
    operations = map(_without_region_marks, read_notebook(last).operations)
    return replay(_replayed(app, tuple(earlier)), operations)


def _without_region_marks(operation: Operation) -> Operation:
    """An operation as the app has it: where a solution begins and ends matters to its release alone."""
    if not isinstance(operation, Write):
        return operation
    return replace(operation, text=_REGION_MARK.sub("", operation.text))

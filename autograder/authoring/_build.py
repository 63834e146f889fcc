"""Make exercises from solutions, through nbgrader's own generate step."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from nbgrader.converters import (  # type: ignore[import-untyped] # ships no py.typed
    GenerateAssignment,
    NbGraderException,
)
from nbgrader.coursedir import CourseDirectory  # type: ignore[import-untyped] # ships no py.typed
from traitlets.config import Config

from autograder.authoring._files import differences, files_in
from autograder.nbgrader import configure
from autograder.nbgrader.canonical import NotCanonicalError
from autograder.nbgrader.notebooks import read
from autograder.nbgrader.release import ReleaseError, grade_ids, released
from autograder.stages import before_exercise, content_root, released_notebook, solution_notebook
from autograder.submission import PathRefusedError
from autograder.syllabus import Lesson

_ONE_AT_A_TIME = Lock()
"""nbgrader changes the process's working directory while it converts."""


class BuildError(RuntimeError):
    """An exercise that cannot be made. The message says what to change."""


@dataclass(frozen=True)
class Built:
    """An exercise that was made.

    Arguments:
        lesson: whose exercise.
        changed: paths in its folder that are new, different or gone; none if it was up to date.
    """

    lesson: Lesson
    changed: tuple[str, ...]


def build_exercise(lesson: Lesson) -> Built:
    """Make a lesson's folder in ``exercises/``; one that is up to date is not touched.

    Raises:
        BuildError: the source cannot be released, or would lose a grade id that was released.
    """
    target = released_notebook(lesson).parent
    with TemporaryDirectory(prefix="survive-build-") as scratch:
        made = generate(lesson, Path(scratch))
        _keep_grade_ids(made / f"{lesson.slug}.ipynb", released_notebook(lesson))
        changed = differences(files_in(made), files_in(target))
        if changed:
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(made, target)
    return Built(lesson, tuple(changed))


def generate(lesson: Lesson, into: Path) -> Path:
    """Make a lesson's exercise in a folder of that name below ``into``.

    Raises:
        BuildError: the source cannot be released.
    """
    source = solution_notebook(lesson)
    if not source.is_file():
        raise BuildError(
            f"there is no {source.relative_to(content_root())}; write the exercise with its solution"
        )
    try:
        released(read(source), lesson, before_exercise(lesson))
    except (ReleaseError, NotCanonicalError, PathRefusedError) as error:
        raise BuildError(f"{source.relative_to(content_root())}: {error}") from error
    with _ONE_AT_A_TIME:
        _run_nbgrader(lesson, into)
    return into / lesson.slug


def _run_nbgrader(lesson: Lesson, into: Path) -> None:
    config = Config()
    configure(config, content_root())
    config.CourseDirectory.release_directory = str(into)
    config.CourseDirectory.assignment_id = lesson.slug
    # The exercises are the same with a gradebook and without; an author has none.
    config.SaveCells.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.no_database, converter.force = True, True
    heard = _Errors()
    converter.log = logging.Logger("survive build")
    converter.log.addHandler(heard)
    try:
        converter.start()
    except NbGraderException as error:
        raise BuildError(f"nbgrader could not generate {lesson.slug}: {heard.said or error}") from error


class _Errors(logging.Handler):
    """Keeps what nbgrader logs as errors: its exception does not say what was wrong."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said += f"\n{record.getMessage()}"


def _keep_grade_ids(made: Path, before: Path) -> None:
    """Refuse to lose what gradebooks already know of an exercise."""
    if not before.is_file():
        return
    known, new = grade_ids(read(before)), grade_ids(read(made))
    lost = [f"{name} ({kind})" for name, kind in known.items() if new.get(name) != kind]
    if lost:
        raise BuildError(
            f"these grade ids were released and would be lost: {', '.join(lost)}. "
            "Give the cells their ids back; "
            f"if the exercise never reached a learner, remove {before.parent.name}/ from exercises/ first"
        )

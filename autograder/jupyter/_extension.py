"""What `%load_ext autograder` does: verbs, ``check``, ``progress``, and a grader that warms up meanwhile."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

from autograder.jupyter import _magics
from autograder.jupyter._check import LiveCheck
from autograder.jupyter._place import Kind, Place, notebook_file, place_of
from autograder.jupyter._progress import ProgressView, record
from autograder.jupyter._session import Session, forget_imports
from autograder.jupyter._warm import WarmGrader
from autograder.stages import before, before_exercise
from autograder.submission import read_notebook
from autograder.syllabus import Lesson, UnknownLessonError, load
from autograder.tree import SourceTree

_WARM = WarmGrader()


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give a notebook its verbs and ``check``. Loading it again starts the session's notes afresh.

    Arguments:
        shell: the notebook's.
    """
    # Without a handler of its own, Python writes warnings of ours to stderr; a graded cell must not.
    logging.getLogger("autograder").addHandler(logging.NullHandler())
    here = Path.cwd()
    place = place_of(notebook_file(os.environ, here), here)
    lesson = _lesson(place)
    folder = _prepared(place, lesson)
    session = Session(folder, place.notebook)
    _magics.register(shell, session)
    home = place.notebook.parent if place.notebook else here
    shell.user_ns.update({"check": LiveCheck(session, _WARM, record), "progress": ProgressView(home)})
    _WARM.start(lesson)


def _prepared(place: Place, lesson: Lesson | None) -> Path:
    """The folder that cells write into, which the kernel makes its own; the app lies in it from the start."""
    folder = place.folder or _temporary()
    if place.kind is not Kind.EXERCISE:
        folder.mkdir(parents=True, exist_ok=True)
        if lesson is not None:
            _lay_out(place, lesson, folder)
        os.chdir(folder)
    return folder


def _lay_out(place: Place, lesson: Lesson, folder: Path) -> None:
    """Put the app into the folder; a lesson that ran here before starts again from the app that it finds."""
    stage = before(lesson) if place.kind is Kind.LESSON else before_exercise(lesson)
    if not (folder / "boxoffice").exists():
        stage.write_to(folder)
    elif place.kind is Kind.LESSON and place.notebook is not None:
        written = {operation.path for operation in read_notebook(place.notebook).operations}
        for path in written:
            (folder / path).unlink(missing_ok=True)
        SourceTree({path: stage[path] for path in written if path in stage}).write_to(folder)
    forget_imports(folder)


def _temporary() -> Path:
    """A folder that is gone when the kernel ends."""
    folder = Path(tempfile.mkdtemp(prefix="survives-production-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _lesson(place: Place) -> Lesson | None:
    name = place.notebook.stem if place.notebook else Path.cwd().name
    try:
        return load().lesson(name)
    except UnknownLessonError:
        return None

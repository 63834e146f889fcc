"""What `%load_ext autograder` does: verbs, ``check``, ``progress``, and a grader that warms up meanwhile.

A lesson whose front end does not tell the notebook's file is named by hand: `%lesson 01`.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
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
    place = place_of(notebook_file(os.environ, shell.user_ns, here), here)
    lesson = _lesson(place)
    folder = _prepared(place, lesson)
    session = Session(folder, place.notebook)
    _magics.register(shell, session)
    _register_lesson(shell, session, here)
    if place.kind is Kind.LESSON and place.notebook is None:
        print(_WHICH_LESSON)
    home = place.notebook.parent if place.notebook else here
    shell.user_ns.update({"check": LiveCheck(session, _WARM, record), "progress": ProgressView(home)})
    _WARM.start(lesson)


_WHICH_LESSON = (
    "Which lesson this is cannot be told here, so its app is not laid out yet: "
    "run `%lesson 01`, with this lesson's number, in a cell of its own, and then go on."
)


def _register_lesson(shell: InteractiveShell, session: Session, home: Path) -> None:
    def lesson(line: str) -> None:
        """Say which lesson this notebook is, where the front end does not: ``%lesson 01``."""
        try:
            print(_choose(session, home, load().lesson(line.strip())))
        except UnknownLessonError as error:
            print(f"Nothing was done: {error}")

    shell.magics_manager.register_function(lesson, "line", "lesson")


def _choose(session: Session, home: Path, lesson: Lesson) -> str:
    """Prepare the place of a lesson whose notebook lies in ``home``; what it says about it."""
    notebook = home / f"{lesson.slug}.ipynb"
    if not notebook.is_file():
        return f"Nothing was done: there is no {notebook.name} in {home}."
    session.folder = _prepared(place_of(notebook, home), lesson)
    session.notebook = notebook
    session.ran.clear()
    return f"Lesson {lesson.slug}: cells write into {session.folder}. Run those again that wrote something."


def _prepared(place: Place, lesson: Lesson | None) -> Path:
    """The folder that cells write into, which the kernel makes its own; the app lies in it from the start."""
    folder = place.folder or _temporary()
    folder.mkdir(parents=True, exist_ok=True)
    if place.kind is not Kind.EXERCISE and lesson is not None:
        _lay_out(place, lesson, folder)
    os.chdir(folder)
    # The empty path stands for the kernel's folder: whatever is installed, `import boxoffice` finds this one.
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")
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

"""The lesson's notebook runs from top to bottom, and writes the app that the course replays."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL
from tempfile import mkdtemp

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from autograder.authoring._files import files_in
from autograder.authoring.proofs._ground import Fault, Ground
from autograder.grading import Versioned, version_of_everything
from autograder.lessons import Finding
from autograder.nbgrader.notebooks import read
from autograder.stages import before_exercise, lesson_notebook
from autograder.syllabus import Lesson
from autograder.tree import SourceTree

CELL_SECONDS = 60
_PATTERNS = ("boxoffice/**/*.py", "scripts/**/*.py", "tests/**/*.py")
_HELD = "notebook"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """Run it in a copy of a learner's folder, then compare what it wrote with the replay.

    It is not run again while nothing has changed that it can meet; a run with a fault always is.
    """
    source = lesson_notebook(lesson)
    if not source.is_file():
        return
    if ground.kept is None:
        yield from _faults(lesson, ground, source)
        return
    key = _key(lesson, ground)
    if _HELD in ground.kept.of(key):
        return
    faults = list(_faults(lesson, ground, source))
    if not faults:
        ground.kept.keep(key, {_HELD: Versioned("", Finding.passed("It runs from top to bottom."))})
    yield from faults


def _key(lesson: Lesson, ground: Ground) -> str:
    """A digest of all that a run can meet: the whole course, its tools, and what both run on."""
    parts = (lesson.slug, str(ground.sandbox.isolation), version_of_everything())
    sha = hashlib.sha256("\0".join(parts).encode())
    for name in ("notebooks", "exercises", "solutions"):
        for path, content in files_in(ground.root / name).items():
            sha.update(f"\0{name}/{path}\0{len(content)}\0".encode() + content)
    return sha.hexdigest()


def _faults(lesson: Lesson, ground: Ground, source: Path) -> Iterator[Fault]:
    work = learners_folder(Path(mkdtemp(dir=ground.scratch)), ground.root)
    message = run(work / "notebooks" / source.name)
    if message:
        yield Fault(ground.named(source), message)
        return
    for path in written_otherwise(lesson, work / lesson.slug):
        yield Fault(
            ground.named(source),
            f"running it leaves another {path} than its writing cells: change modules only in those",
        )


def written_otherwise(lesson: Lesson, folder: Path) -> list[str]:
    """The modules that a notebook left in its folder and that the replay of its cells has otherwise, or not.

    Arguments:
        lesson: whose notebook ran.
        folder: of the app, beside ``notebooks``.
    """
    wrote, replayed = SourceTree.from_folder(folder, _PATTERNS), before_exercise(lesson)
    paths = sorted({*wrote, *replayed})
    return [path for path in paths if wrote.files.get(path) != replayed.files.get(path)]


def learners_folder(home: Path, root: Path) -> Path:
    """A learner's folder as `survive lab` makes it, below ``home``."""
    work = home / "work"
    (work / ".survive").mkdir(parents=True)
    left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("notebooks", "exercises"):
        if (root / name).is_dir():
            shutil.copytree(root / name, work / name, ignore=left_out)
    return work


def run(notebook: Path) -> str:
    """Run a notebook in its folder.

    Returns:
        What went wrong in which cell; empty if nothing did.
    """
    client = NotebookClient(
        read(notebook), timeout=CELL_SECONDS, resources={"metadata": {"path": str(notebook.parent)}}
    )
    try:
        # Jupyter's server names the notebook so.
        environ = {**os.environ, "JPY_SESSION_NAME": str(notebook)}
        client.execute(env=environ, stderr=DEVNULL)
    except CellExecutionError as error:
        lines = _COLOURS.sub("", str(error)).strip().splitlines()
        return f"a cell fails: {lines[-1] if lines else error.ename}"
    except (CellTimeoutError, DeadKernelError) as error:
        return f"a cell does not end within {CELL_SECONDS} s, or its kernel died: {type(error).__name__}"
    return ""

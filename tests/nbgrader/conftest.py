"""A copy of the course on which nbgrader's own commands run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.db")


@dataclass(frozen=True)
class CourseCopy:
    """The course in a folder of its own, with the package beside it as in a clone.

    Arguments:
        root: the folder.
    """

    root: Path

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``python -m COMMAND...`` there. The package is found in the copy."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("SURVIVE_")}
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={**environ, "SURVIVE_SECRET": "the tests' own", "HOME": str(self.root), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def nbgrader(self, *arguments: str, **environment: str) -> str:
        """Run an nbgrader command that must succeed, and give what it said."""
        done = self.run("nbgrader", *arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def notebook(self, step: str, lesson: str, student: str = "") -> Path:
        """The notebook of a lesson in one of nbgrader's folders."""
        return self.root / step / student / lesson / f"{lesson}.ipynb"


def copy_of_the_course(folder: Path) -> CourseCopy:
    """Copy what a clone holds and nbgrader needs."""
    for name in ("autograder", "solutions", "notebooks", "exercises"):
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return CourseCopy(folder)


@pytest.fixture
def course(tmp_path: Path) -> CourseCopy:
    """A copy for one test."""
    return copy_of_the_course(tmp_path / "course")


@contextmanager
def only_one_worker(lock: Path) -> Iterator[None]:
    """Keep pytest-xdist's other workers waiting."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

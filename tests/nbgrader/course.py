"""A copy of the course's folders, on which nbgrader's own commands run as at the root of a clone."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SLUG = "01-readability"
SECRET = "the tests' own"
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.db")


@dataclass(frozen=True)
class CourseCopy:
    """The course in a folder of its own. The package, and so the stages, are this clone's.

    Arguments:
        root: the folder.
    """

    root: Path

    @classmethod
    def made_in(cls, folder: Path) -> CourseCopy:
        """Copy what a clone holds and nbgrader needs."""
        for name in ("solutions", "exercises"):
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        return cls(folder)

    def run(
        self, *command: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python -m COMMAND...`` there, or in another folder."""
        left = {name for name in os.environ if name.startswith("SURVIVE_")} - {"SURVIVE_FINDINGS"}
        environ = {name: value for name, value in os.environ.items() if name not in left}
        # Settings of the user's own are not the course's.
        environ["JUPYTER_CONFIG_DIR"] = str(self.root / "no-settings")
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=cwd or self.root,
            env={**environ, "SURVIVE_SECRET": SECRET, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def nbgrader(self, *arguments: str, cwd: Path | None = None, **environment: str) -> str:
        """Run an nbgrader command that must succeed, and give what it said."""
        done = self.run("nbgrader", *arguments, cwd=cwd, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def notebook(self, step: str, student: str = "") -> Path:
        """Lesson 01's notebook in one of nbgrader's folders."""
        return self.root / step / student / SLUG / f"{SLUG}.ipynb"

    def hand_in(self, student: str, notebook: str | bytes) -> Path:
        """Put a notebook where nbgrader collects it."""
        path = self.notebook("submitted", student)
        path.parent.mkdir(parents=True)
        path.write_bytes(notebook if isinstance(notebook, bytes) else notebook.encode())
        return path

    def marks(self) -> dict[str, float]:
        """Score by student, from `nbgrader export`."""
        with (self.root / "grades.csv").open() as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}

    def feedback(self, student: str) -> str:
        """The page that a student gets."""
        return self.notebook("feedback", student).with_suffix(".html").read_text()

    def answered(self) -> dict[str, Any]:
        """The released exercise with the solution's modules in it, and no answer for a person."""
        released = json.loads(self.notebook("exercises").read_text())
        solved = json.loads(self.notebook("solutions").read_text())
        sources = {cell["id"]: cell["source"] for cell in solved["cells"] if cell["cell_type"] == "code"}
        for cell in released["cells"]:
            cell["source"] = sources.get(cell["id"], cell["source"])
        return dict(released)

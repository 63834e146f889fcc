"""The app as the last lesson leaves it is held to what this repository is held to: strict types, and ruff."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.stages import after, content_root
from autograder.syllabus import load

TYPES = """
[mypy]
strict = true
python_version = 3.11

# Django brings no types, and its stubs want a plugin.
[mypy-django.*]
ignore_missing_imports = true

[mypy-boxoffice.web.django_app]
disallow_subclassing_any = false
"""

LET_PASS = {
    "ARG": "a view of Django gets its request, a type of SQLAlchemy its dialect, needed or not",
    "B007": "the rows of an event all hold the same event: the last one will do",
    "B008": "FastAPI's way of describing what a request brings",
    "N818": "a refusal is no error, and Declined says more than DeclinedError",
    "PLR0917": "the signatures of the rules are seams of the course, and FastAPI goes by names",
    "TRY400": "that a neighbour is down is a line in the log; a traceback would say no more",
}
"""Rules of this repository that the app breaks on purpose, and why."""


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A folder with the finished app."""
    after(load().lessons[-1]).write_to(tmp_path)
    return tmp_path


def test_its_types_are_strict(finished: Path) -> None:
    config = finished / "mypy.ini"
    config.write_text(TYPES)
    said = _said_by("mypy", finished, "--config-file", str(config), "--cache-dir", "/dev/null", "boxoffice")
    assert said.startswith("Success: no issues found"), said


def test_ruff_finds_nothing_in_it(finished: Path) -> None:
    rules = ["--config", str(content_root() / "pyproject.toml"), "--ignore", ",".join(LET_PASS)]
    said = _said_by(
        "ruff", finished, "check", "--no-cache", "--output-format", "concise", *rules, "boxoffice"
    )
    assert said.startswith("All checks passed"), said


def _said_by(tool: str, folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", tool, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout

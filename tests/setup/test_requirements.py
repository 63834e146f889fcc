"""The pinned requirements: one truth in three files."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
CONSTRAINTS = (ROOT / "constraints.txt").read_text("utf-8")


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower().replace("_", "-") for line in requirements}


def pins(text: str) -> set[str]:
    return {line.rstrip(" \\") for line in text.splitlines() if line[:1].isalnum()}


def test_the_constraints_are_the_locks_versions():
    assert pins(CONSTRAINTS) == {re.sub(r"\[.*?\]", "", pin, count=1) for pin in pins(LOCK)}
    assert runpy.run_path(str(ROOT / "setup" / "lock.py"))["constraints"](LOCK) == CONSTRAINTS


def test_every_locked_version_has_hashes():
    for entry in re.split(r"\n(?=\w)", LOCK.strip()):
        assert re.match(r"[a-z0-9.-]+(\[[a-z-]+\])?==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_everything_that_pyproject_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert names(asked) <= names(sorted(pins(LOCK)))


def test_conda_takes_every_version_from_the_constraints():
    entries = re.findall(r"^ +- (.+)$", (ROOT / "environment.yml").read_text("utf-8"), re.M)
    assert [entry for entry in entries if not entry.startswith("python=")] == [
        "pip",
        "pip:",
        "--constraint constraints.txt",
        "--editable .",
    ]


def test_conda_takes_a_python_that_the_course_supports():
    version = re.search(r"- python=(\d+\.\d+)$", (ROOT / "environment.yml").read_text("utf-8"), re.M)[1]
    supported = runpy.run_path(str(ROOT / "setup" / "ready.py"))["SUPPORTED"]
    assert tuple(map(int, version.split("."))) in supported


def test_no_file_of_the_set_up_names_a_host():
    files = ["requirements.lock", "constraints.txt", "environment.yml", "Makefile", ".ci/run"]
    files += [f"setup/{path.name}" for path in sorted((ROOT / "setup").glob("*.py"))]
    for name in files:
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"(?<!sqlite)://|index-url|find-links|\.(org|com|io|net)\b", text), name

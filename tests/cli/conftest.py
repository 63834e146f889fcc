"""A class that handed in, and an environment in which nothing is kept from other tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring._submissions import as_notebook
from autograder.stages import content_root, released_notebook
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("01")
KEPT = content_root() / "tests" / "submissions" / LESSON.slug


def notebook(name: str, mark: str = "") -> bytes:
    tree = SourceTree.from_folder(KEPT / name)
    text = f"{tree['boxoffice/refunds.py']}\n# {mark}\n"
    return as_notebook(tree.with_file("boxoffice/refunds.py", text), released_notebook(LESSON))


@pytest.fixture
def handed_in() -> Callable[[str], bytes]:
    """The notebook of a kept submission of lesson 01, by its name."""
    return notebook


@pytest.fixture
def a_class() -> Callable[[Path, int], Path]:
    """So many students' notebooks below a folder: by turns 8 points and 10."""

    def made(folder: Path, count: int) -> Path:
        for number in range(count):
            place = folder / f"student{number:02}" / LESSON.slug
            place.mkdir(parents=True)
            name = "right-match" if number % 2 else "partly-short-names"
            (place / f"{LESSON.slug}.ipynb").write_bytes(notebook(name, f"of student {number}"))
        return folder

    return made


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "SURVIVE_FINDINGS": str(tmp_path / "cache"), "SURVIVE_SECRET": "of this test"}

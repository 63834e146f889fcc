"""Every submission kept for lesson 01 gets its points, and is refused for the reason it is kept for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring._submissions import kept_folders, read_kept
from autograder.grading import Grader
from autograder.stages import content_root, released_notebook
from autograder.submission import read_notebook
from autograder.syllabus import load

LESSON = load().lesson("01")
FOLDERS = kept_folders(LESSON, content_root())


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    with Grader(secret=b"of these tests") as grader:
        yield grader


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_it_gets_what_it_must(grader: Grader, folder: Path) -> None:
    kept = read_kept(folder, LESSON, released_notebook(LESSON))
    verdict = grader.grade(LESSON, read_notebook(kept.notebook))
    assert verdict.points == kept.points
    assert {check: verdict.result(check).reason for check in kept.refused} == dict(kept.refused)


def test_there_are_right_wrong_partial_and_cheating_ones() -> None:
    names = [folder.name for folder in FOLDERS]
    counts = {
        kind: sum(name.startswith(kind) for name in names) for kind in ("right", "wrong", "partly", "cheat")
    }
    assert counts["right"] >= 3
    assert counts["wrong"] >= 8
    assert counts["partly"] >= 5
    assert counts["cheat"] >= 3


def test_every_check_refuses_one_that_all_others_let_pass() -> None:
    alone: set[str] = set()
    for folder in FOLDERS:
        refused = read_kept(folder, LESSON, released_notebook(LESSON)).refused
        if len(refused) == 1:
            alone |= set(refused)
    assert alone == {check.id for check in LESSON.checks}

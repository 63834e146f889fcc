"""What `survive verify` proves, proven of the course as it is: a test a proof, a test a kept submission."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring._submissions import kept_folders, read_kept
from autograder.authoring._verify import PROOFS, prove_all
from autograder.authoring.proofs.submissions import wrong_about
from autograder.grading import Grader
from autograder.stages import content_root, released_notebook
from autograder.syllabus import Lesson, load
from tests.conftest import SYSTEM_PACKAGES

READY = load().ready
KEPT = [(lesson, folder) for lesson in READY for folder in kept_folders(lesson, content_root())]


def some_of(lesson: Lesson) -> Iterator[Path]:
    """A right one, and for each check one that it refuses.

    Most of a run's time goes into submissions. All of them are judged by `make verify`; the starter and the
    solution by the proof `marks`. So honest mistakes come first, since who cheats is often slow, and among
    them those of which only the refusals are asked.
    """
    folders = kept_folders(lesson, content_root())
    yield next(folder for folder in folders if folder.name.startswith("right"))
    expected = {folder: tomllib.loads((folder / "expected.toml").read_text("utf-8")) for folder in folders}
    seen: set[str] = set()
    for folder in sorted(folders, key=lambda each: ("cheat" in each.name, "points" in expected[each])):
        refused = expected[folder].get("refused", {})
        if folder.name != "starter" and not seen.issuperset(refused):
            yield folder
            seen.update(refused)


JUDGED = [(lesson, folder) for lesson in READY for folder in some_of(lesson)]
ELSEWHERE = {"submissions", "marks"} | ({"notebook"} if SYSTEM_PACKAGES["chromium"].is_here() else set())
"""Proofs that other tests make: those below, tests/grading, and tests/browser where there is a browser."""


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    with Grader(secret=b"of these tests") as grader:
        yield grader


@pytest.mark.parametrize("proof", sorted(set(PROOFS) - ELSEWHERE))
@pytest.mark.parametrize("lesson", READY, ids=lambda lesson: lesson.slug)
def test_the_proof_holds(lesson: Lesson, proof: str) -> None:
    (outcome,) = prove_all([lesson], {proof: PROOFS[proof]}, jobs=1)
    assert [str(fault) for fault in outcome.faults] == []


@pytest.mark.parametrize(
    ("lesson", "folder"), JUDGED, ids=[f"{lesson.slug[:2]}-{folder.name}" for lesson, folder in JUDGED]
)
def test_a_kept_submission_gets_what_it_must(grader: Grader, lesson: Lesson, folder: Path) -> None:
    kept = read_kept(folder, lesson, released_notebook(lesson))
    assert wrong_about(kept, lesson, grader) == []


@pytest.mark.parametrize("lesson", READY, ids=lambda lesson: lesson.slug)
def test_enough_of_each_kind_are_kept_and_each_check_refuses_one(lesson: Lesson) -> None:
    kept = [read_kept(folder, lesson, released_notebook(lesson)) for of, folder in KEPT if of is lesson]
    names = [item.name for item in kept]
    assert sum(name.startswith("right") for name in names) >= 3
    assert sum(name.startswith("wrong") for name in names) >= 6
    assert sum(name.startswith("partly") for name in names) >= 1
    assert {check for item in kept for check in item.refused} == {check.id for check in lesson.checks}

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

READY = load().ready
KEPT = [(lesson, folder) for lesson in READY for folder in kept_folders(lesson, content_root())]
ALWAYS = ("right", "partly", "starter", "solution")
LONG = 6
"""The lesson whose scenes take long: of it one for each check is enough here."""


def some_of(lesson: Lesson) -> Iterator[Path]:
    """Who must pass or earn a part, and of the others the first for each check and reason that is new.

    Most of a run's time goes into submissions. All of them are judged by `make verify`.
    """
    seen: set[object] = set()
    for folder in kept_folders(lesson, content_root()):
        refused = tomllib.loads((folder / "expected.toml").read_text("utf-8")).get("refused", {})
        shown = set(refused) if lesson.number == LONG else set(refused.items())
        if folder.name.startswith(ALWAYS) or shown - seen:
            yield folder
        seen |= shown


JUDGED = [(lesson, folder) for lesson in READY for folder in some_of(lesson)]
QUICK = sorted(set(PROOFS) - {"submissions"})


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    with Grader(secret=b"of these tests") as grader:
        yield grader


@pytest.mark.parametrize("proof", QUICK)
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

"""Prove that the course's content holds: every proof on every lesson, a few at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.authoring.proofs import (
    Fault,
    Ground,
    Proof,
    canonical,
    chain,
    exercises,
    folders,
    hints,
    leaks,
    marks,
    notebook,
    submissions,
)
from autograder.grading import Grader, KeptFindings
from autograder.sandbox import Sandbox, default_isolation
from autograder.stages import content_root
from autograder.syllabus import Lesson

PROOFS: Mapping[str, Proof] = {
    "notebook": notebook.prove,
    "submissions": submissions.prove,
    "exercises": exercises.prove,
    "marks": marks.prove,
    "leaks": leaks.prove,
    "chain": chain.prove,
    "canonical": canonical.prove,
    "folders": folders.prove,
    "hints": hints.prove,
}
"""The proofs by name, those that take longest first."""


@dataclass(frozen=True)
class Outcome:
    """What a proof found on a lesson.

    Arguments:
        lesson: on which.
        proof: which.
        faults: what does not hold; none if it holds.
        seconds: how long it took.
    """

    lesson: Lesson
    proof: str
    faults: tuple[Fault, ...]
    seconds: float


def prove_all(
    lessons: Sequence[Lesson],
    proofs: Mapping[str, Proof] = PROOFS,
    *,
    jobs: int = 2,
    kept: KeptFindings | None = None,
) -> Iterator[Outcome]:
    """Make proofs, and say of each what it found as soon as it is done.

    Arguments:
        lessons: on which.
        proofs: which, by name; by default all.
        jobs: how many at a time.
        kept: findings of before, and notebooks that ran. What they depend on is unchanged, so to make them
            again shows nothing new.
    """
    with (
        Grader(kept=kept) as grader,
        Sandbox(default_isolation()) as sandbox,
        TemporaryDirectory(prefix="survive-verify-") as scratch,
        ThreadPoolExecutor(jobs) as threads,
    ):
        ground = Ground(content_root(), Path(scratch), grader, sandbox, jobs, kept)

        def outcome(name: str, lesson: Lesson) -> Outcome:
            start = time.perf_counter()
            faults = tuple(proofs[name](lesson, ground))
            return Outcome(lesson, name, faults, time.perf_counter() - start)

        tasks = [threads.submit(outcome, name, lesson) for name in proofs for lesson in lessons]
        for task in as_completed(tasks):
            yield task.result()

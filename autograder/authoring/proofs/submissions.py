"""Every submission kept in ``tests/submissions`` gets what its ``expected.toml`` says, and for its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import isclose
from pathlib import Path

from autograder.authoring._submissions import (
    FOLDER,
    Kept,
    KeptSubmissionError,
    kept_folders,
    read_kept,
)
from autograder.authoring.proofs._ground import Fault, Ground
from autograder.grading import Grader
from autograder.stages import released_notebook
from autograder.submission import read_notebook
from autograder.syllabus import Lesson
from autograder.verdict import State, Verdict


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """Judge each, and ask that each check refuses at least one of them."""
    folders = kept_folders(lesson, ground.root)
    refused: set[str] = set()
    with ThreadPoolExecutor(ground.jobs) as threads:
        for names, faults in threads.map(partial(_judged, lesson, ground), folders):
            refused |= names
            yield from faults
    for check in lesson.checks:
        if check.id not in refused:
            word = f"no submission kept is refused by {check.id}: a check that cannot fail proves nothing"
            yield Fault(f"{FOLDER.as_posix()}/{lesson.slug}", word)


def _judged(lesson: Lesson, ground: Ground, folder: Path) -> tuple[set[str], list[Fault]]:
    where = ground.named(folder)
    try:
        kept = read_kept(folder, lesson, released_notebook(lesson))
    except (KeptSubmissionError, OSError) as error:
        return set(), [Fault(where, str(error))]
    return set(kept.refused), [Fault(where, message) for message in wrong_about(kept, lesson, ground.grader)]


def wrong_about(kept: Kept, lesson: Lesson, grader: Grader) -> list[str]:
    """Judge a kept submission; what it does not get that it must, a sentence each."""
    submission, points_count = read_notebook(kept.notebook), kept.points is not None
    verdict = grader.grade(lesson, submission, needed(kept, lesson), conditions=points_count)
    messages = [*_points(kept.points, verdict), *_reasons(kept.refused, verdict)]
    return [f"{message} ({kept.why})" for message in messages]


def needed(kept: Kept, lesson: Lesson) -> Collection[str] | None:
    """The checks that decide what is expected; None for all of them.

    Where a condition is among those that must refuse, no other check can earn: either it refuses, and the
    points are 0 whatever the others find, or it does not, which is a fault by itself. Left are the reasons,
    as where no points are said.
    """
    conditions = {spec.id for spec in lesson.checks if spec.points == 0}
    decided = kept.points is None or (kept.points == 0 and conditions & set(kept.refused))
    return set(kept.refused) if decided else None


def _points(expected: float | None, verdict: Verdict) -> Iterator[str]:
    if expected is not None and not isclose(expected, verdict.points, abs_tol=0.005):
        each = ", ".join(f"{item.check} {item.points:g} {item.reason}" for item in verdict.results)
        yield f"it gets {verdict.points:g} points, not {expected:g}: {each}"


def _reasons(refused: Mapping[str, str], verdict: Verdict) -> Iterator[str]:
    for check, reason in refused.items():
        result = verdict.result(check)
        if result.state is State.PASSED:
            yield f"{check} does not refuse it"
        elif result.reason != reason:
            yield f"{check} refuses it for {result.reason!r}, not for {reason!r}: {result.summary}"

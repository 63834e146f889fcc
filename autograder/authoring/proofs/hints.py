"""Each check has its ladder of hints, and each step of it says more."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring.proofs._ground import Fault, Ground
from autograder.syllabus import HINTS, CheckSpec, Lesson

SHORTEST = 20
"""Characters; what is shorter is no hint yet."""


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:  # noqa: ARG001 - a proof's signature
    """Three hints a check: sentences, different from one another and from what the card says anyway."""
    for check in lesson.checks:
        for message in _faults(check):
            yield Fault(f"syllabus.toml, {lesson.slug}, {check.id}", message)


def _faults(check: CheckSpec) -> Iterator[str]:
    if len(set(check.hints)) != HINTS:
        yield f"it has {len(set(check.hints))} different hints, not {HINTS}"
    for hint in check.hints:
        if hint == check.good:
            yield "a hint says what the card says already"
        if len(hint) < SHORTEST or hint.rstrip()[-1] not in ".?!`":
            yield f"this hint is no sentence: {hint!r}"

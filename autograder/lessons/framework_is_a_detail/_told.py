"""How a part of a check is refused, and how calls of the door are told."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.verdict import Evidence


@dataclass(frozen=True)
class Refusal:
    """Why a part does not hold: a stable word, and what was seen."""

    reason: str
    evidence: tuple[Evidence, ...]


def right_answer(reason: str | None) -> str:
    """What is right: a refusal with this reason, or none."""
    return "let in" if reason is None else f"Refused({reason!r})"


def answer(raised: str | None, reason: str | None, message: str) -> str:
    """What came instead."""
    if raised is None:
        return "let in"
    return f"{raised}({reason!r})" if reason is not None else f"{raised}: {message}"


def is_right(raised: str | None, reason: str | None, right: str | None) -> bool:
    """Whether somebody was let in, or turned away for this reason."""
    return raised is None if right is None else raised is not None and reason == right

"""What a check decides, before the manifest's points are put to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.verdict import Evidence

if TYPE_CHECKING:
    from autograder.lessons._examination import Examination


@dataclass(frozen=True)
class Finding:
    """A check's decision.

    Arguments:
        share: of what is asked, from 0 (none of it) to 1 (all of it).
        reason: a stable word for why (`passed`, `wrong-answer`).
        summary: the decision in one sentence for the learner.
        evidence: what was seen, the most telling first.

    Raises:
        ValueError: a share that is not a number from 0 to 1.
    """

    share: float
    reason: str
    summary: str
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.share) and 0 <= self.share <= 1):
            raise ValueError(f"a share of {self.share}")

    @classmethod
    def passed(cls, summary: str) -> Finding:
        """All that was asked is there."""
        return cls(1.0, "passed", summary)

    @classmethod
    def refused(cls, reason: str, summary: str, *evidence: Evidence) -> Finding:
        """Nothing of what was asked is there, and why."""
        return cls(0.0, reason, summary, evidence)


Check = Callable[["Examination"], Finding]
"""A check: a function from an examination to what it finds."""

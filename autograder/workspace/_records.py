"""Records of progress as plain data: the best that each check has been. Read and written elsewhere."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.syllabus import Course, Lesson
from autograder.verdict import State

VERSION = 1
_RANK = (State.NOT_TRIED, State.NOT_JUDGED, State.REFUSED, State.PARTLY, State.PASSED)


@dataclass(frozen=True)
class CheckRecord:
    """The best that one check has been."""

    state: State
    points: float


@dataclass(frozen=True)
class Progress:
    """Records by lesson slug and check id."""

    records: Mapping[str, Mapping[str, CheckRecord]] = field(default_factory=dict)

    def record(self, lesson: Lesson, check: str) -> CheckRecord:
        """The best that a check has been so far."""
        return self.records.get(lesson.slug, {}).get(check, CheckRecord(State.NOT_TRIED, 0.0))

    def points(self, lesson: Lesson) -> float:
        """Points earned in a lesson's exercise so far."""
        return round(sum(self.record(lesson, check.id).points for check in lesson.checks), 2)

    def passed(self, lesson: Lesson) -> bool:
        """Whether every check of a lesson has passed, at one time or another."""
        return lesson.ready and all(
            self.record(lesson, check.id).state is State.PASSED for check in lesson.checks
        )

    def next_lesson(self, course: Course) -> Lesson | None:
        """The first lesson that can be taken and is not passed; None when all are."""
        return next((lesson for lesson in course.ready if not self.passed(lesson)), None)

    def to_json(self) -> str:
        """The records as versioned JSON text."""
        lessons = {
            slug: {check: {"state": one.state, "points": one.points} for check, one in records.items()}
            for slug, records in self.records.items()
        }
        return json.dumps({"version": VERSION, "lessons": lessons}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Progress:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is not a record of this version.
        """
        try:
            data = json.loads(text)
            if data["version"] != VERSION:
                raise ValueError(f"a record of version {data['version']}, not {VERSION}")
            return cls({slug: _records(checks) for slug, checks in data["lessons"].items()})
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a record of progress: {error!r}") from error

    def with_record(self, lesson: Lesson, check: str, new: CheckRecord) -> Progress:
        """The same, with one more look at a check; the better record stays."""
        best = max(self.record(lesson, check), new, key=lambda one: (one.points, _RANK.index(one.state)))
        mine = {**self.records.get(lesson.slug, {}), check: best}
        return Progress({**self.records, lesson.slug: mine})


def _records(checks: Mapping[str, Any]) -> Mapping[str, CheckRecord]:
    return {check: _record(one) for check, one in checks.items()}


def _record(data: Mapping[str, Any]) -> CheckRecord:
    points = float(data["points"])
    if not math.isfinite(points):
        raise ValueError(f"{points} points")
    return CheckRecord(State(data["state"]), points)

"""Records of progress as plain data: the best that each check has been. Read and written elsewhere."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
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
    """What a learner has done.

    Arguments:
        records: by lesson slug and check id.
        start: number of the lesson that the learner began with.
    """

    records: Mapping[str, Mapping[str, CheckRecord]] = field(default_factory=dict)
    start: int = 0

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
        """The first lesson from the start on that can be taken and is not passed, else one before the start.

        None when all are passed.
        """
        ordered = sorted(course.ready, key=lambda lesson: (lesson.number < self.start, lesson.number))
        return next((lesson for lesson in ordered if not self.passed(lesson)), None)

    def to_json(self) -> str:
        """The records as versioned JSON text."""
        lessons = {
            slug: {check: {"state": one.state, "points": one.points} for check, one in records.items()}
            for slug, records in self.records.items()
        }
        return json.dumps({"version": VERSION, "lessons": lessons, "start": self.start}, indent=1)

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
            records = {slug: _records(checks) for slug, checks in data["lessons"].items()}
            return cls(records, int(data.get("start", 0)))
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a record of progress: {error!r}") from error

    def with_record(self, lesson: Lesson, check: str, new: CheckRecord) -> Progress:
        """The same, with one more look at a check; the better record stays."""
        best = max(self.record(lesson, check), new, key=lambda one: (one.points, _RANK.index(one.state)))
        mine = {**self.records.get(lesson.slug, {}), check: best}
        return replace(self, records={**self.records, lesson.slug: mine})

    def without(self, lessons: Collection[Lesson]) -> Progress:
        """The same, as if the exercises of some lessons had not been tried."""
        slugs = {lesson.slug for lesson in lessons}
        return replace(self, records={slug: mine for slug, mine in self.records.items() if slug not in slugs})


def _records(checks: Mapping[str, Any]) -> Mapping[str, CheckRecord]:
    return {check: _record(one) for check, one in checks.items()}


def _record(data: Mapping[str, Any]) -> CheckRecord:
    points = float(data["points"])
    if not math.isfinite(points):
        raise ValueError(f"{points} points")
    return CheckRecord(State(data["state"]), points)

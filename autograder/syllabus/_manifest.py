"""Read ``syllabus.toml`` into frozen dataclasses, refusing what does not add up."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HINTS = 3
"""Steps of a check's ladder of hints: a nudge, the way, all but the answer."""


class UnknownLessonError(LookupError):
    """No lesson has that number or slug."""


@dataclass(frozen=True)
class CheckSpec:
    """One check as the manifest names it.

    Arguments:
        id: unique within its lesson, and the grade id of the cell that calls it.
        points: what a full pass is worth. 0 for a condition: it must hold, but earns nothing.
        good: one sentence that says what good means.
        hints: three hints, from a nudge to nearly the answer.
        budget: seconds that a warm check may take on the reference solution.
        invariant: whether it must still hold in every later lesson.
    """

    id: str
    points: float
    good: str
    hints: tuple[str, ...]
    budget: float
    invariant: bool


@dataclass(frozen=True)
class Lesson:
    """One lesson with its exercise.

    Arguments:
        number: 0 to 9.
        slug: number and name, as in file names (`01-readability`).
        title: for people.
        principle: the lesson's principle in one sentence of our own.
        minutes_read: minutes for the lesson notebook.
        minutes_do: minutes for the exercise.
        ready: whether it can be taken: its notebooks and checks exist, and it is no draft.
        budget: seconds that the whole exercise may take, warm, on the reference solution.
        checks: in the order of the exercise.
    """

    number: int
    slug: str
    title: str
    principle: str
    minutes_read: int
    minutes_do: int
    ready: bool
    budget: float
    checks: tuple[CheckSpec, ...]

    @property
    def points(self) -> float:
        """What the exercise is worth in all."""
        return sum(check.points for check in self.checks)

    def check(self, check_id: str) -> CheckSpec:
        """The check of that id.

        Raises:
            LookupError: names the checks that there are.
        """
        for check in self.checks:
            if check.id == check_id:
                return check
        known = ", ".join(check.id for check in self.checks) or "none yet"
        raise LookupError(f"lesson {self.slug} has no check {check_id!r}; its checks are: {known}")


@dataclass(frozen=True)
class Course:
    """The ten lessons, in order."""

    lessons: tuple[Lesson, ...]

    @property
    def ready(self) -> tuple[Lesson, ...]:
        """The lessons that can be taken."""
        return tuple(lesson for lesson in self.lessons if lesson.ready)

    def lesson(self, name: str | int) -> Lesson:
        """The lesson of that number (`1`, `"01"`) or slug (`"01-readability"`, `"readability"`).

        Raises:
            UnknownLessonError: names the lessons that there are.
        """
        wanted = str(name).strip()
        for lesson in self.lessons:
            if wanted in {lesson.slug, lesson.slug[3:], lesson.slug[:2], str(lesson.number)}:
                return lesson
        known = ", ".join(lesson.slug for lesson in self.lessons)
        raise UnknownLessonError(f"no lesson {wanted!r}; the lessons are: {known}")


@cache
def load() -> Course:
    """The course as ``syllabus.toml`` describes it."""
    text = Path(__file__).with_name("syllabus.toml").read_text("utf-8")
    return parse(text)


def parse(text: str) -> Course:
    """A course from the text of a manifest.

    Raises:
        ValueError: says which lesson or check breaks which rule.
    """
    lessons = tuple(_lesson(data) for data in tomllib.loads(text)["lesson"])
    if [lesson.number for lesson in lessons] != list(range(len(lessons))):
        raise ValueError("the lessons' numbers must run 0, 1, 2 ... without a gap")
    return Course(lessons)


def _lesson(data: Mapping[str, Any]) -> Lesson:
    lesson = Lesson(
        number=int(data["slug"][:2]),
        slug=data["slug"],
        title=data["title"],
        principle=data["principle"],
        minutes_read=data["minutes_read"],
        minutes_do=data["minutes_do"],
        ready="check" in data and not data.get("draft", False),
        budget=data.get("budget", 0.0),
        checks=tuple(_check(check) for check in data.get("check", ())),
    )
    ids = [check.id for check in lesson.checks]
    if len(ids) != len(set(ids)):
        raise ValueError(f"{lesson.slug}: two checks have the same id")
    if lesson.checks and lesson.points != 10:  # noqa: PLR2004 - every exercise is worth ten points
        raise ValueError(f"{lesson.slug}: the checks add up to {lesson.points} points, not 10")
    return lesson


def _check(data: Mapping[str, Any]) -> CheckSpec:
    hints = tuple(data["hints"])
    if len(hints) != HINTS or not all(hint.strip() for hint in hints):
        raise ValueError(f"{data['id']}: a check has {HINTS} hints, none of them empty")
    return CheckSpec(
        id=data["id"],
        points=float(data["points"]),
        good=data["good"],
        hints=hints,
        budget=float(data["budget"]),
        invariant=bool(data.get("invariant", False)),
    )

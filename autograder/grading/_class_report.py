"""Where a class stands, from its verdicts: plain data, shown elsewhere."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from autograder.grading._batch import Graded
from autograder.grading._likeness import Alike, alike
from autograder.stages import before_exercise, released_notebook, replay
from autograder.submission import Write, read_notebook
from autograder.syllabus import CheckSpec, Lesson
from autograder.tree import SourceTree
from autograder.verdict import CheckResult, Evidence, State, Verdict

__all__ = ["CheckStanding", "ClassReport", "LessonStanding", "Reason", "class_report"]

PASSED = "passed"
"""The reason of a finding that has all that was asked."""

REASONS = 4
"""Reasons of a check that are told of, the most frequent first."""


@dataclass(frozen=True)
class Reason:
    """Why a check refused, how often, and one thing that was seen.

    Arguments:
        word: the stable word for it.
        count: submissions.
        example: of one of them; none where there is none, or where nobody is to be recognised by it.
    """

    word: str
    count: int
    example: Evidence | None


@dataclass(frozen=True)
class CheckStanding:
    """How a class did in one check.

    Arguments:
        spec: the check.
        states: submissions by state.
        held_back: of those that are partly there, how many are whole and earn nothing, since a condition of
            the lesson does not hold.
        reasons: why it did not pass, the most frequent first.
    """

    spec: CheckSpec
    states: Mapping[State, int]
    held_back: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class LessonStanding:
    """How a class did in one exercise.

    Arguments:
        lesson: whose exercise.
        points: of each submission, by student.
        checks: in the manifest's order.
        alike: pairs to be read by a person.
        not_isolated: submissions that ran without a sandbox.
    """

    lesson: Lesson
    points: Mapping[str, float]
    checks: tuple[CheckStanding, ...]
    alike: tuple[Alike, ...]
    not_isolated: int

    @property
    def mean(self) -> float:
        """Mean of the points."""
        return mean(self.points.values())

    @property
    def median(self) -> float:
        """Median of the points."""
        return median(self.points.values())


@dataclass(frozen=True)
class ClassReport:
    """Where a class stands.

    Arguments:
        lessons: those of which something was handed in.
        anonymous: whether names are left out.
    """

    lessons: tuple[LessonStanding, ...]
    anonymous: bool

    @property
    def students(self) -> tuple[str, ...]:
        """Everybody who handed something in."""
        return tuple(sorted({name for standing in self.lessons for name in standing.points}))


def class_report(graded: Iterable[Graded], *, secret: bytes, anonymous: bool) -> ClassReport:
    """What a class's verdicts come to.

    Arguments:
        graded: submissions with their verdicts.
        secret: of the course; numbers in the place of names are drawn with it.
        anonymous: leave out names, and lines of code, in which a name may stand.
    """
    by_lesson: dict[Lesson, list[Graded]] = {}
    for each in graded:
        by_lesson.setdefault(each.handed_in.lesson, []).append(each)
    students = {each.handed_in.student for several in by_lesson.values() for each in several}
    names = _names(students, secret, anonymous)
    ordered = sorted(by_lesson, key=lambda lesson: lesson.number)
    standings = (_standing(lesson, by_lesson[lesson], names, anonymous=anonymous) for lesson in ordered)
    return ClassReport(tuple(standings), anonymous)


def _names(students: set[str], secret: bytes, anonymous: bool) -> Mapping[str, str]:
    """What each student is called; without names by numbers that say nothing about the order of the names."""
    if not anonymous:
        return {name: name for name in students}
    drawn = sorted(students, key=lambda name: hmac.new(secret, name.encode(), hashlib.sha256).digest())
    digits = len(str(len(drawn)))
    return {name: f"student {number:0{digits}}" for number, name in enumerate(drawn, 1)}


def _standing(
    lesson: Lesson, graded: Sequence[Graded], names: Mapping[str, str], *, anonymous: bool
) -> LessonStanding:
    verdicts = [each.verdict for each in graded]
    written = {names[each.handed_in.student]: _written(each) for each in graded}
    return LessonStanding(
        lesson,
        {names[each.handed_in.student]: each.verdict.points for each in graded},
        tuple(_check(spec, verdicts, anonymous=anonymous) for spec in lesson.checks),
        alike(written, _handed_out(lesson)),
        sum(not verdict.isolated for verdict in verdicts),
    )


def _check(spec: CheckSpec, verdicts: Sequence[Verdict], *, anonymous: bool) -> CheckStanding:
    results = [verdict.result(spec.id) for verdict in verdicts]
    held_back = [each for each in results if each.state is State.PARTLY and each.reason == PASSED]
    told = {State.REFUSED, State.PARTLY, State.NOT_JUDGED}
    refused = [each for each in results if each.state in told and each not in held_back]
    reasons = Counter(each.reason for each in refused).most_common(REASONS)
    return CheckStanding(
        spec,
        Counter(each.state for each in results),
        len(held_back),
        tuple(Reason(word, count, _example(word, refused, anonymous)) for word, count in reasons),
    )


def _example(word: str, results: Sequence[CheckResult], anonymous: bool) -> Evidence | None:
    """The first thing seen that has this reason. Lines of code may have a name in them."""
    seen = next((each.evidence[0] for each in results if each.reason == word and each.evidence), None)
    return None if anonymous else seen


def _written(graded: Graded) -> SourceTree:
    submission = read_notebook(graded.handed_in.path)
    return SourceTree({each.path: each.text for each in submission.operations if isinstance(each, Write)})


def _handed_out(lesson: Lesson) -> tuple[SourceTree, ...]:
    stage = before_exercise(lesson)
    return stage, replay(stage, read_notebook(released_notebook(lesson)).operations)

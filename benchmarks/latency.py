"""How long a learner waits for a card: warm, for code that was not judged before."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator

from autograder import syllabus
from autograder.grading import Grader
from autograder.stages import solution_notebook
from autograder.submission import Submission, Write, from_operations, read_notebook
from autograder.syllabus import Lesson
from benchmarks.report import Result

ROUNDS = 20
SLOW_ROUNDS = 5


def measure() -> list[Result]:
    """Milliseconds a check of exercise 01, seconds an exercise, seconds for the first check of a session."""
    course = syllabus.load()
    readability, meet_the_app = course.lesson("01"), course.lesson("00")
    with Grader() as grader:
        first = next(_seconds(grader, readability, 1, ["same-answers"]))
        results = [Result("first-check-of-a-session", round(first, 2), "s")]
        for check in readability.checks:
            results += _check_latency(list(_seconds(grader, readability, ROUNDS, [check.id])), check.id)
        for lesson in (readability, meet_the_app):
            whole = statistics.median(_seconds(grader, lesson, SLOW_ROUNDS, None))
            results.append(Result(f"exercise-{lesson.slug[:2]}-median", round(whole, 2), "s"))
    return results


def _check_latency(seconds: list[float], check: str) -> list[Result]:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return [
        Result(f"check-{check}-median", round(statistics.median(seconds) * 1000), "ms"),
        Result(f"check-{check}-p95", round(p95 * 1000), "ms"),
    ]


def _seconds(grader: Grader, lesson: Lesson, rounds: int, only: list[str] | None) -> Iterator[float]:
    for number in range(rounds):
        submission = _touched(read_notebook(solution_notebook(lesson)), f"{lesson.slug} {only} {number}")
        start = time.perf_counter()
        verdict = grader.grade(lesson, submission, only)
        yield time.perf_counter() - start
        if verdict.points < verdict.max_points:
            raise RuntimeError(
                f"{lesson.slug}: the solution got {verdict.points} of {verdict.max_points} points"
            )


def _touched(submission: Submission, mark: str) -> Submission:
    """The same with a comment at its end: code that no verdict is kept of."""

    def touched() -> Iterable[Write]:
        for operation in submission.operations:
            if isinstance(operation, Write):
                yield Write(operation.path, f"{operation.text}\n# {mark}: timed\n", operation.cell)

    return from_operations(touched())

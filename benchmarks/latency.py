"""How long a learner waits for a card: warm, for code that was not judged before, beside the budgets."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from autograder import syllabus
from autograder.grading import Grader
from autograder.stages import solution_notebook
from autograder.submission import Operation, Submission, Write, from_operations, read_notebook
from autograder.syllabus import Lesson
from autograder.verdict import State
from benchmarks.report import Result

ROUNDS = 3
LOOP = 2_000_000
"""Steps of a loop that does nothing else: what this machine is worth, beside machines of other days."""

WHOLE = "exercise"


def measure() -> list[Result]:
    """Seconds for every check of every ready lesson, and for whole exercises, each with its budget.

    The checks of an exercise are asked one after the other, as in a notebook from top to bottom: what they
    share is paid for by the first that needs it. Then all of them in one go, as `survive check` asks.
    """
    with Grader(alone=True) as grader:
        lessons = syllabus.load().ready
        start = time.perf_counter()
        grader.grade(lessons[0], _fresh(lessons[0], "first"), [lessons[0].checks[0].id])
        first = time.perf_counter() - start
        results = [
            Result("python-loop", round(_loop() * 1000), "ms"),
            Result("first-check-of-a-session", round(first, 2), "s"),
        ]
        for lesson in lessons:
            results += figures(lesson, seconds_by_check(grader, lesson, ROUNDS))
    return results


def figures(lesson: Lesson, seconds: Mapping[str, Sequence[float]]) -> list[Result]:
    """What was measured of a lesson, as results: medians beside their budgets, the whole exercise first.

    Arguments:
        lesson: which.
        seconds: of each check, and of all together as `exercise`, round by round.
    """
    budgets = {WHOLE: lesson.budget, **{check.id: check.budget for check in lesson.checks}}
    return [
        Result(f"{lesson.slug[:2]}-{name}", round(statistics.median(seconds[name]), 2), "s", budget)
        for name, budget in budgets.items()
    ]


def seconds_by_check(grader: Grader, lesson: Lesson, rounds: int) -> Mapping[str, Sequence[float]]:
    """How long each check of a lesson took, and all of them together, in each round but a first one.

    Raises:
        RuntimeError: the reference solution is refused.
    """
    taken: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        submission = _fresh(lesson, str(number))
        for check in lesson.checks:
            start = time.perf_counter()
            (result,) = grader.grade(lesson, submission, [check.id]).results
            taken[check.id].append(time.perf_counter() - start)
            if result.state is not State.PASSED:
                raise RuntimeError(f"{lesson.slug}: {check.id} refuses the solution: {result.summary}")
        start = time.perf_counter()
        grader.grade(lesson, _fresh(lesson, f"{number}, whole"))
        taken[WHOLE].append(time.perf_counter() - start)
    return {name: seconds[1:] for name, seconds in taken.items()}


def _loop() -> float:
    start, total = time.thread_time(), 0
    for number in range(LOOP):
        total += number * number % 7
    return time.thread_time() - start


def _fresh(lesson: Lesson, mark: str) -> Submission:
    return _touched(read_notebook(solution_notebook(lesson)), f"{lesson.slug} {mark}")


def _touched(submission: Submission, mark: str) -> Submission:
    """The same with a comment at its end: code that no verdict is kept of."""

    def touched() -> Iterable[Operation]:
        for operation in submission.operations:
            if isinstance(operation, Write):
                yield Write(operation.path, f"{operation.text}\n# {mark}: timed\n", operation.cell)
            else:
                yield operation

    return from_operations(touched())

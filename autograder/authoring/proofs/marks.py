"""The solution gets full marks, and the exercise as it is handed out gets none."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring.proofs._ground import Fault, Ground
from autograder.stages import released_notebook, solution_notebook
from autograder.submission import read_notebook
from autograder.syllabus import Lesson
from autograder.verdict import State


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """Judge both."""
    solution = solution_notebook(lesson)
    verdict = ground.grader.grade(lesson, read_notebook(solution))
    for result in verdict.results:
        if result.state is not State.PASSED:
            word = f"{result.check} gives {result.points:g} of {result.max_points:g}: {result.summary}"
            yield Fault(ground.named(solution), word)
    for note in verdict.notes:
        yield Fault(ground.named(solution), note)
    starter = released_notebook(lesson)
    if not starter.is_file():
        yield Fault(ground.named(starter), "there is no exercise: run `survive build`")
        return
    for result in ground.grader.grade(lesson, read_notebook(starter)).results:
        if result.points:
            word = f"{result.check} gives {result.points:g} points for nothing: {result.summary}"
            yield Fault(ground.named(starter), word)

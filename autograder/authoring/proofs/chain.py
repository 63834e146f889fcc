"""Each lesson starts where the one before ended, its cells fit on the app they find, and the app starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.authoring._files import CONTRACTS, differences, files_in
from autograder.authoring.proofs._ground import Fault, Ground
from autograder.sandbox import Program, Value
from autograder.stages import (
    after,
    app_of,
    before,
    before_exercise,
    lesson_notebook,
    released_notebook,
    replay,
    solution_notebook,
)
from autograder.submission import Remove, read_notebook
from autograder.syllabus import Lesson, load
from autograder.tree import SourceTree

_IMPORT = Program(
    "start", "def main(argument):\n    from boxoffice.main import app\n    return callable(app)\n"
)


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """The lesson's cells fit on the stage before it, the solution's on what they leave, which is laid out."""
    stage = before(lesson)
    if lesson.number and stage != app_of(after(load().lessons[lesson.number - 1])):
        yield Fault(lesson.slug, "it does not start from the app that the lesson before ends with")
    for path in (lesson_notebook(lesson), solution_notebook(lesson)):
        for message in _misfits(stage, path):
            yield Fault(ground.named(path), message)
        stage = replay(stage, read_notebook(path).operations)
        message = _start(stage, ground)
        if message:
            yield Fault(ground.named(path), f"after it the app does not start: {message}")
    yield from _laid_out(lesson, ground)


def _misfits(stage: SourceTree, notebook: Path) -> Iterator[str]:
    """What a notebook's cells do that does not fit on the app they find."""
    submission = read_notebook(notebook)
    yield from (str(problem) for problem in submission.problems)
    for operation in submission.operations:
        if isinstance(operation, Remove) and operation.path not in stage:
            yield f"cell {operation.cell} removes {operation.path}, which is not there"
        stage = replay(stage, [operation])


def _start(app: SourceTree, ground: Ground) -> str:
    """Why the app does not start; empty if it does."""
    with ground.sandbox.room(app, env={"DATABASE_URL": "sqlite://"}) as room:
        outcome = room.run(_IMPORT, None, seconds=10)
    if isinstance(outcome, Value):
        return "" if outcome.json is True else "boxoffice.main has no `app` that answers requests"
    return f"{outcome.path or 'boxoffice'}, line {outcome.line}: {outcome.message}"


def _laid_out(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """The app beside the exercise is the app that the exercise finds."""
    folder = released_notebook(lesson).parent
    expected = {path: text.encode() for path, text in before_exercise(lesson).files.items()}
    there = {
        path: data for path, data in files_in(folder).items() if not path.endswith((".ipynb", CONTRACTS))
    }
    for path in differences(expected, there):
        yield Fault(
            ground.named(folder / path), "it is not the app that the exercise finds: run `survive build`"
        )

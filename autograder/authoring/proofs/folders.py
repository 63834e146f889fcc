"""Nothing lies where it would be released, or handed over to a submission, by mistake."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring._files import CONTRACTS, files_in
from autograder.authoring.proofs._ground import Fault, Ground
from autograder.stages import released_notebook, solution_notebook
from autograder.syllabus import Lesson

_APP = ("boxoffice", "scripts")


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """Beside a solution lie its contracts at most, and the app of lesson 00; no old names are left."""
    home = solution_notebook(lesson).parent
    for path in files_in(home):
        app = lesson.number == 0 and path.split("/")[0] in _APP and path.endswith(".py")
        if path not in (f"{lesson.slug}.ipynb", CONTRACTS) and not app:
            yield Fault(
                ground.named(home / path), "nbgrader would release it and put it into submissions; remove it"
            )
    exercises = released_notebook(lesson).parent.parent
    for folder in sorted(exercises.glob(f"{lesson.slug[:2]}-*")):
        if folder.name != lesson.slug:
            yield Fault(ground.named(folder), f"lesson {lesson.slug[:2]} is {lesson.slug} now; remove it")

"""The lesson's and the solution's notebooks are there, in the one form in which notebooks are committed."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.authoring._format import form_of
from autograder.authoring.proofs._ground import Fault, Ground
from autograder.nbgrader.canonical import NotCanonicalError
from autograder.stages import lesson_notebook, solution_notebook
from autograder.syllabus import Lesson


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """Each notebook's text is its canonical text."""
    for path in (lesson_notebook(lesson), solution_notebook(lesson)):
        where = ground.named(path)
        if not path.is_file():
            yield Fault(where, "it is missing; a lesson that is not there yet has no checks in the manifest")
            continue
        try:
            if form_of(path) != path.read_text("utf-8"):
                yield Fault(where, "it is not in canonical form: run `survive build --canonical`")
        except NotCanonicalError as error:
            yield Fault(where, str(error))

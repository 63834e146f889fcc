"""What learners get is what the solutions give, byte for byte: nobody has edited an exercise by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from autograder.authoring._build import BuildError, generate
from autograder.authoring._files import differences, files_in
from autograder.authoring.proofs._ground import Fault, Ground
from autograder.stages import released_notebook
from autograder.syllabus import Lesson


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """Generating the exercise again gives the folder that is committed."""
    there = released_notebook(lesson).parent
    try:
        made = generate(lesson, Path(mkdtemp(dir=ground.scratch)))
    except BuildError as error:
        yield Fault(ground.named(there), str(error))
        return
    for path in differences(files_in(made), files_in(there)):
        yield Fault(ground.named(there / path), "it is not what the solution gives: run `survive build`")

"""Nothing of a solution is in what learners get, neither in the notebook nor in the app beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set
from typing import Any

from nbformat import NotebookNode

from autograder.authoring._files import files_in
from autograder.authoring.proofs._ground import Fault, Ground
from autograder.nbgrader.notebooks import read
from autograder.nbgrader.release import is_solution
from autograder.stages import before_exercise, released_notebook, solution_notebook
from autograder.syllabus import Lesson

SHORTEST = 12
"""Characters of a line that tells something; `return total` is not yet a leak."""

UNMISTAKABLE = 30
"""Characters of a line that is found even where it is not a line of its own, as in a picture's text."""

_SIGNATURE = re.compile(r"(async def|def|class|import|from|@|%%|\"\"\"|###)")
_REGION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)


def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
    """No telling line of a solution is anywhere in the exercise's folder."""
    source = solution_notebook(lesson)
    if not source.is_file():
        return
    given = "\n".join(before_exercise(lesson).files.values())
    secret = {line for line in telling_lines(read(source)) if line not in given}
    folder = released_notebook(lesson).parent
    for path, data in files_in(folder).items():
        for line in leaked(secret, data):
            yield Fault(ground.named(folder / path), f"this line of the solution is in it: {line!r}")


def telling_lines(source: NotebookNode) -> set[str]:
    """The lines that only the solution has: not those of given cells, signatures and imports."""
    given: set[str] = set()
    solution: set[str] = set()
    for cell in source.cells:
        if not is_solution(cell):
            given |= _lines(cell.source)
        elif _REGION.search(cell.source):
            given |= _lines(_REGION.sub("", cell.source))
            solution |= _lines("\n".join(_REGION.findall(cell.source)))
        else:
            solution |= _lines(cell.source)
    return solution - given


def leaked(secret: Set[str], data: bytes) -> list[str]:
    """The secret lines that a file has: as lines, or the long ones anywhere in its text."""
    text = "\n".join(_texts_in(data))
    lines = _lines(text)
    return sorted(line for line in secret if line in lines or (len(line) >= UNMISTAKABLE and line in text))


def _texts_in(data: bytes) -> Iterator[str]:
    """All text of a file; of JSON every text in it, as a notebook's sources, outputs and metadata."""
    text = data.decode("utf-8", "replace")
    try:
        yield from _texts(json.loads(text))
    except ValueError:
        yield text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _lines(text: str) -> set[str]:
    stripped = (line.strip() for line in text.splitlines())
    return {line for line in stripped if len(line) >= SHORTEST and not _SIGNATURE.match(line)}

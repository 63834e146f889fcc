"""Bring the notebooks that authors write into canonical form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.nbgrader.canonical import NotCanonicalError, canonical_text
from autograder.nbgrader.notebooks import read
from autograder.stages import lesson_notebook, solution_notebook
from autograder.syllabus import Lesson


def committed_notebooks(lessons: Iterable[Lesson]) -> list[Path]:
    """The notebooks that authors write: of each lesson the lesson and the solution, where they are there."""
    both = (path for lesson in lessons for path in (lesson_notebook(lesson), solution_notebook(lesson)))
    return [path for path in both if path.is_file()]


def put_in_form(path: Path) -> bool:
    """Rewrite a notebook in canonical form, if it is not in it.

    Returns:
        Whether it was rewritten.

    Raises:
        NotCanonicalError: it has no canonical form; says what to change.
    """
    text = form_of(path)
    if text == path.read_text("utf-8"):
        return False
    path.write_text(text, "utf-8", newline="\n")
    return True


def form_of(path: Path) -> str:
    """The canonical text of a notebook's file.

    Raises:
        NotCanonicalError: it is no notebook, or has no canonical form.
    """
    try:
        return canonical_text(read(path))
    except NotCanonicalError:
        raise
    except Exception as error:  # nbformat raises what it likes on a file that is no notebook
        raise NotCanonicalError(f"this is no notebook of nbformat 4: {error}") from error

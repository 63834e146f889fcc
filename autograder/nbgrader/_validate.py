"""Validate: `nbgrader validate` and Lab's button say what the checks say."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor  # type: ignore[import-untyped] # ships no py.typed

from autograder.grading import Grader
from autograder.nbgrader.answers import with_answers
from autograder.nbgrader.marks import with_complaints
from autograder.nbgrader.notebooks import read, text_of
from autograder.stages import released_notebook
from autograder.submission import read_cells, read_notebook
from autograder.syllabus import Lesson, load


class NotAnExerciseError(ValueError):
    """The notebook does not say which exercise it is."""


class ValidateByVerdict(NbGraderPreprocessor):  # type: ignore[misc] # its base is untyped
    """Judges the notebook instead of running it. The one who validates runs code of their own."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """As nbgrader's validator calls it, which does not say what the file is.

        Raises:
            NotAnExerciseError: the notebook's metadata names no lesson.
        """
        lesson = lesson_of(nb)
        data = text_of(nb).encode()
        with Grader() as grader:
            verdict = grader.grade(lesson, read_notebook(data))
        released = read(released_notebook(lesson))
        return with_complaints(with_answers(released, read_cells(data)), verdict, lesson), resources


def lesson_of(notebook: NotebookNode) -> Lesson:
    """The lesson whose exercise a notebook is.

    Raises:
        NotAnExerciseError: the notebook's metadata names no lesson.
    """
    named = notebook.metadata.get("survive", {}).get("lesson")
    if not isinstance(named, str):
        raise NotAnExerciseError(
            "this notebook is none of the course's exercises: its metadata name no lesson"
        )
    return load().lesson(named)

"""Validate: `nbgrader validate` and Lab's button say what the checks say."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor  # type: ignore[import-untyped] # ships no py.typed

from autograder.grading import Grader
from autograder.nbgrader.answers import with_answers
from autograder.nbgrader.marks import with_complaints
from autograder.nbgrader.notebooks import read, text_of
from autograder.nbgrader.release import grade_ids
from autograder.stages import released_notebook
from autograder.submission import read_cells, read_notebook
from autograder.syllabus import Lesson, load


class NotAnExerciseError(ValueError):
    """The notebook is not one of the course's exercises."""


class ValidateByVerdict(NbGraderPreprocessor):  # type: ignore[misc] # its base is untyped
    """Judges the notebook instead of running it. The one who validates runs code of their own."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """As nbgrader's validator calls it, which does not say what the file is.

        Raises:
            NotAnExerciseError: the notebook calls no check of the course.
        """
        lesson = lesson_of(nb)
        data = text_of(nb).encode()
        with Grader(alone=True) as grader:
            verdict = grader.grade(lesson, read_notebook(data))
        released = read(released_notebook(lesson))
        return with_complaints(with_answers(released, read_cells(data)), verdict, lesson), resources


def lesson_of(notebook: NotebookNode) -> Lesson:
    """The lesson whose exercise a notebook is: the one whose checks it calls.

    Raises:
        NotAnExerciseError: it calls those of no lesson.
    """
    known = set(grade_ids(notebook))
    for lesson in load().ready:
        if known.intersection(check.id for check in lesson.checks):
            return lesson
    raise NotAnExerciseError("this notebook has no check of the course: it is none of its exercises")

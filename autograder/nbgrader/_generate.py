"""Generate: our step in nbgrader's own pipeline, the same for its command, formgrader and `survive build`."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor  # type: ignore[import-untyped] # ships no py.typed

from autograder.nbgrader.release import released
from autograder.stages import before_exercise
from autograder.syllabus import load


class ReleaseExercise(NbGraderPreprocessor):  # type: ignore[misc] # its base is untyped
    """Puts starters in place of solutions, and lays the app as the exercise finds it beside the notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """As nbconvert calls it.

        Raises:
            UnknownLessonError: the assignment is no lesson of the course.
            ReleaseError: the source cannot be released; says which cell, and what to do.
        """
        lesson = load().lesson(resources["nbgrader"]["assignment"])
        stage = before_exercise(lesson)
        # What stands in `outputs` is written beside the notebook by nbconvert.
        resources["outputs"] = {path: text.encode() for path, text in stage.files.items()}
        return released(nb, lesson, stage), resources

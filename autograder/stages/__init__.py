"""The app at any point of the course: a pure function of the messy app and the writing cells."""

from autograder.stages._content import (
    ContentNotFoundError,
    content_root,
    lesson_notebook,
    released_notebook,
    solution_notebook,
)
from autograder.stages._replay import replay
from autograder.stages._stages import after, app_of, before, before_exercise

__all__ = [
    "ContentNotFoundError",
    "after",
    "app_of",
    "before",
    "before_exercise",
    "content_root",
    "lesson_notebook",
    "released_notebook",
    "replay",
    "solution_notebook",
]

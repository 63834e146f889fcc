"""The one manifest of the course: lessons, checks, points, minutes, hints and time budgets."""

from autograder.syllabus._manifest import HINTS, CheckSpec, Course, Lesson, UnknownLessonError, load

__all__ = ["HINTS", "CheckSpec", "Course", "Lesson", "UnknownLessonError", "load"]

"""The one manifest of the course: lessons, checks, points, minutes, hints and time budgets."""

from autograder.syllabus._manifest import CheckSpec, Course, Lesson, UnknownLessonError, load

__all__ = ["CheckSpec", "Course", "Lesson", "UnknownLessonError", "load"]

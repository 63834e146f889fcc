"""From a submission to a verdict: one, or many."""

from autograder.grading._batch import Graded, grade_all
from autograder.grading._grader import Grader, subject_of
from autograder.grading._handed_in import Collected, HandedIn, HandedInError, collect
from autograder.grading._kept import KeptFindings
from autograder.grading._secret import course_secret

__all__ = [
    "Collected",
    "Graded",
    "Grader",
    "HandedIn",
    "HandedInError",
    "KeptFindings",
    "collect",
    "course_secret",
    "grade_all",
    "subject_of",
]

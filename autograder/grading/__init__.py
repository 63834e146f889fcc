"""From a submission to a verdict: one, or many."""

from autograder.grading._batch import Graded, grade_all, submissions_in
from autograder.grading._grader import Grader, subject_of
from autograder.grading._secret import course_secret

__all__ = ["Graded", "Grader", "course_secret", "grade_all", "subject_of", "submissions_in"]

"""From a submission to a verdict: one, or many."""

from autograder.grading._batch import Graded, grade_all
from autograder.grading._class_report import CheckStanding, ClassReport, LessonStanding, Reason, class_report
from autograder.grading._cluster import Cluster, ClusterError
from autograder.grading._given import given_in
from autograder.grading._grader import Grader, subject_of
from autograder.grading._handed_in import Collected, HandedIn, HandedInError, collect
from autograder.grading._kept import KeptFindings, Versioned
from autograder.grading._secret import course_secret
from autograder.grading._versions import version_of_everything

__all__ = [
    "CheckStanding",
    "ClassReport",
    "Cluster",
    "ClusterError",
    "Collected",
    "Graded",
    "Grader",
    "HandedIn",
    "HandedInError",
    "KeptFindings",
    "LessonStanding",
    "Reason",
    "Versioned",
    "class_report",
    "collect",
    "course_secret",
    "given_in",
    "grade_all",
    "subject_of",
    "version_of_everything",
]

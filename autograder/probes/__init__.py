"""What is asked of a running app."""

from autograder.probes._alone import DOORS, Alone, Call, Make, Outcome, ask_alone
from autograder.probes._composed import ComposedApp, ComposedApps, Composition, Together
from autograder.probes._learner_tests import LearnerTests, TestOutcome, TestRun
from autograder.probes._serving import Boxoffice, Question, ServingBoxoffices

__all__ = [
    "DOORS",
    "Alone",
    "Boxoffice",
    "Call",
    "ComposedApp",
    "ComposedApps",
    "Composition",
    "LearnerTests",
    "Make",
    "Outcome",
    "Question",
    "ServingBoxoffices",
    "TestOutcome",
    "TestRun",
    "Together",
    "ask_alone",
]

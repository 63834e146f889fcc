"""What is asked of a running app."""

from autograder.probes._alone import DOORS, Alone, Call, Make, Outcome, ask_alone
from autograder.probes._composed import ComposedApp, ComposedApps, Composition, Together
from autograder.probes._learner_tests import LearnerTests, TestOutcome, TestRun
from autograder.probes._serving import Boxoffice, Question, ServingBoxoffices
from autograder.probes._walk import Difference, Step, Walk, differences, walk
from autograder.probes._told import Place, Sight
from autograder.probes._watched import Pending, WatchedApp, watched_app

__all__ = [
    "DOORS",
    "Alone",
    "Boxoffice",
    "Call",
    "ComposedApp",
    "ComposedApps",
    "Composition",
    "Difference",
    "LearnerTests",
    "Make",
    "Outcome",
    "Pending",
    "Place",
    "Question",
    "ServingBoxoffices",
    "Sight",
    "Step",
    "TestOutcome",
    "TestRun",
    "Together",
    "Walk",
    "WatchedApp",
    "ask_alone",
    "differences",
    "walk",
    "watched_app",
]

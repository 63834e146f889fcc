"""What is asked of a running app."""

from autograder.probes._composed import ComposedApp, ComposedApps, Composition, Together
from autograder.probes._learner_tests import LearnerTests, TestOutcome, TestRun
from autograder.probes._serving import Boxoffice, ServingBoxoffices

__all__ = [
    "Boxoffice",
    "ComposedApp",
    "ComposedApps",
    "Composition",
    "LearnerTests",
    "ServingBoxoffices",
    "TestOutcome",
    "TestRun",
    "Together",
]

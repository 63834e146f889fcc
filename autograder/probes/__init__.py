"""What is asked of a running app."""

from autograder.probes._learner_tests import LearnerTests, TestOutcome, TestRun
from autograder.probes._serving import Boxoffice, ServingBoxoffices

__all__ = ["Boxoffice", "LearnerTests", "ServingBoxoffices", "TestOutcome", "TestRun"]

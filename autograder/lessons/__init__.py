"""One package a lesson: its checks decide from facts and observations, with evidence, and render nothing."""

from autograder.lessons._examination import Examination, Subject, TreeRefusedError
from autograder.lessons._finding import Check, Finding
from autograder.lessons._registry import checks_of

__all__ = ["Check", "Examination", "Finding", "Subject", "TreeRefusedError", "checks_of"]

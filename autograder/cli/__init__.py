"""The command line: ``survive ...``."""

from autograder.cli._group import main

__all__ = ["main"]

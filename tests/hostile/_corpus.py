"""All attacks: importing this module fills `ATTACKS`."""

from tests.hostile import (
    at_the_answer,
    at_the_notebook,
    at_the_sandbox,
    at_the_system,
    in_python,
    in_tests,
    in_tests_to_harm,
    out_of_sight,
)
from tests.hostile._attack import ATTACKS

__all__ = ["ATTACKS", "CORPUS"]

CORPUS = (
    at_the_notebook,
    in_python,
    at_the_answer,
    out_of_sight,
    at_the_system,
    at_the_sandbox,
    in_tests,
    in_tests_to_harm,
)

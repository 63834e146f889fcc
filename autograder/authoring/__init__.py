"""For authors: build exercises, bring notebooks into one form, prove that the content holds."""

from autograder.authoring._build import BuildError, Built, build_exercise, generate
from autograder.authoring._format import committed_notebooks, put_in_form
from autograder.authoring._verify import PROOFS, Outcome, prove_all

__all__ = [
    "PROOFS",
    "BuildError",
    "Built",
    "Outcome",
    "build_exercise",
    "committed_notebooks",
    "generate",
    "prove_all",
    "put_in_form",
]

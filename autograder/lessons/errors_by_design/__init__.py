"""The checks of lesson 06: every outcome of a charge, repeats, recovery, problem documents, no silence."""

from collections.abc import Mapping

from autograder.lessons._finding import Check
from autograder.lessons.errors_by_design.charge_outcomes import charge_outcomes
from autograder.lessons.errors_by_design.idempotent import idempotent
from autograder.lessons.errors_by_design.nothing_silent import nothing_silent
from autograder.lessons.errors_by_design.problem_documents import problem_documents
from autograder.lessons.errors_by_design.recovers import recovers
from autograder.lessons.errors_by_design.same_answers import same_answers

CHECKS: Mapping[str, Check] = {
    "same-answers": same_answers,
    "charge-outcomes": charge_outcomes,
    "problem-documents": problem_documents,
    "idempotent": idempotent,
    "recovers": recovers,
    "nothing-silent": nothing_silent,
}

__all__ = ["CHECKS"]

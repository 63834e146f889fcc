"""`check-in-is-free`: the rule, the use case and the race at the door, with no web framework in the world."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.framework_is_a_detail._rule_alone import rule_alone
from autograder.lessons.framework_is_a_detail._use_case_alone import use_case_alone

PARTS = ("the rule", "the use case", "two scanners at once")
"""A point each; the last counts only with the second."""


def check_in_is_free(exam: Examination) -> Finding:
    """Ask the facade, then the use case, each where no framework can be imported."""
    parts = dict(zip(PARTS, (rule_alone(exam), *use_case_alone(exam)), strict=True))
    refused = {name: part for name, part in parts.items() if part is not None}
    if not refused:
        return Finding.passed("The door's rule and its use case work with no web framework in the world.")
    right = len(PARTS) - len(refused)
    summary = f"{right} of {len(PARTS)} parts hold. Not yet: {', '.join(refused)}."
    evidence = dict.fromkeys(each for part in refused.values() for each in part.evidence)
    return Finding(right / len(PARTS), next(iter(refused.values())).reason, summary, tuple(evidence))

"""The checks of lesson 02: boundaries round mail, payments, time, codes and settings."""

from autograder.lessons.boundaries.adapters_speak import adapters_speak
from autograder.lessons.boundaries.domain_alone import domain_alone
from autograder.lessons.boundaries.handed_in import handed_in
from autograder.lessons.boundaries.layers_kept import layers_kept
from autograder.lessons.boundaries.no_circles import no_circles
from autograder.lessons.boundaries.no_shared_state import no_shared_state
from autograder.lessons.boundaries.same_answers import same_answers

CHECKS = {
    "same-answers": same_answers,
    "domain-alone": domain_alone,
    "no-circles": no_circles,
    "layers-kept": layers_kept,
    "handed-in": handed_in,
    "no-shared-state": no_shared_state,
    "adapters-speak": adapters_speak,
}

__all__ = ["CHECKS"]

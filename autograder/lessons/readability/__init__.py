"""The checks of lesson 01: the refund rules, made readable."""

from autograder.lessons.readability.flat_functions import flat_functions
from autograder.lessons.readability.named_rules import named_rules
from autograder.lessons.readability.plain_code import plain_code
from autograder.lessons.readability.same_answers import same_answers
from autograder.lessons.readability.telling_names import telling_names

CHECKS = {
    "same-answers": same_answers,
    "flat-functions": flat_functions,
    "named-rules": named_rules,
    "telling-names": telling_names,
    "plain-code": plain_code,
}

__all__ = ["CHECKS"]

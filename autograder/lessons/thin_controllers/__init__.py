"""The checks of lesson 03: buying, taken out of its handler."""

from autograder.lessons.thin_controllers.handlers_are_thin import handlers_are_thin
from autograder.lessons.thin_controllers.one_price import one_price
from autograder.lessons.thin_controllers.rules_in_domain import rules_in_domain
from autograder.lessons.thin_controllers.same_answers import same_answers
from autograder.lessons.thin_controllers.use_case_stands_alone import use_case_stands_alone

CHECKS = {
    "same-answers": same_answers,
    "handlers-are-thin": handlers_are_thin,
    "use-case-stands-alone": use_case_stands_alone,
    "rules-in-domain": rules_in_domain,
    "one-price": one_price,
}

__all__ = ["CHECKS"]

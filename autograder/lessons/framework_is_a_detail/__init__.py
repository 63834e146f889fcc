"""The checks of lesson 04: check-in freed of FastAPI, and five routes under three frameworks."""

from autograder.lessons.framework_is_a_detail.check_in_is_free import check_in_is_free
from autograder.lessons.framework_is_a_detail.core_untouched import core_untouched
from autograder.lessons.framework_is_a_detail.five_routes import five_routes
from autograder.lessons.framework_is_a_detail.no_rule_in_web import no_rule_in_web
from autograder.lessons.framework_is_a_detail.same_answers import same_answers

CHECKS = {
    "same-answers": same_answers,
    "core-untouched": core_untouched,
    "five-routes": five_routes,
    "check-in-is-free": check_in_is_free,
    "no-rule-in-web": no_rule_in_web,
}

__all__ = ["CHECKS"]

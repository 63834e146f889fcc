"""The checks of lesson 09: two requests on the night before, and everything that may not be lost by them."""

from collections.abc import Mapping

from autograder.lessons._finding import Check
from autograder.lessons.north_star.changes_stay_home import changes_stay_home
from autograder.lessons.north_star.nothing_lost import nothing_lost
from autograder.lessons.north_star.opening_hours import opening_hours
from autograder.lessons.north_star.same_answers import same_answers
from autograder.lessons.north_star.speaks_paylane import speaks_paylane
from autograder.lessons.north_star.takes_over import takes_over

CHECKS: Mapping[str, Check] = {
    "same-answers": same_answers,
    "opening-hours": opening_hours,
    "speaks-paylane": speaks_paylane,
    "takes-over": takes_over,
    "changes-stay-home": changes_stay_home,
    "nothing-lost": nothing_lost,
}

__all__ = ["CHECKS"]

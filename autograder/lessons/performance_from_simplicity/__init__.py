"""The checks of lesson 08: measure, then ask once, by an index, for sums."""

from collections.abc import Mapping

from autograder.lessons._finding import Check
from autograder.lessons.performance_from_simplicity.constant_queries import constant_queries
from autograder.lessons.performance_from_simplicity.diagnosis import diagnosis
from autograder.lessons.performance_from_simplicity.index_used import index_used
from autograder.lessons.performance_from_simplicity.same_answers import same_answers
from autograder.lessons.performance_from_simplicity.sums_in_database import sums_in_database

CHECKS: Mapping[str, Check] = {
    "same-answers": same_answers,
    "diagnosis": diagnosis,
    "constant-queries": constant_queries,
    "index-used": index_used,
    "sums-in-database": sums_in_database,
}

__all__ = ["CHECKS"]

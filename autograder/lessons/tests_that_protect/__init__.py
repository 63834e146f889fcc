"""Lesson 07: do the learner's tests catch bugs, let refactorings pass, and say which rule broke?"""

from collections.abc import Mapping

from autograder.lessons._finding import Check
from autograder.lessons.tests_that_protect._checks import (
    catches_bugs,
    names_the_rule,
    passes_refactorings,
    suite_holds,
)

CHECKS: Mapping[str, Check] = {
    "suite-holds": suite_holds,
    "catches-bugs": catches_bugs,
    "passes-refactorings": passes_refactorings,
    "names-the-rule": names_the_rule,
}

"""The checks of lesson 05: nothing blocks the loop, extras go together, async stands where it waits."""

from collections.abc import Mapping

from autograder.lessons._finding import Check
from autograder.lessons.async_with_care.async_where_it_waits import async_where_it_waits
from autograder.lessons.async_with_care.nothing_blocks import nothing_blocks
from autograder.lessons.async_with_care.partial_answers import partial_answers
from autograder.lessons.async_with_care.same_answers import same_answers
from autograder.lessons.async_with_care.together import together

CHECKS: Mapping[str, Check] = {
    "same-answers": same_answers,
    "nothing-blocks": nothing_blocks,
    "together": together,
    "partial-answers": partial_answers,
    "async-where-it-waits": async_where_it_waits,
}

__all__ = ["CHECKS"]

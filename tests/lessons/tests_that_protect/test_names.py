"""Which rules a failed test names."""

import pytest

from autograder.lessons.tests_that_protect._rules import named_by, names_in
from autograder.probes import TestOutcome


@pytest.mark.parametrize(
    "text",
    [
        "test_half_refund_is_half_of_the_price",
        "TestHalfRefund::test_limits",
        "test_rules[half-refund]",
        "half refunds end 48 hours before",
        "HALF_REFUND",
        "test_halfrefund_of_an_odd_amount",
        "HALFREFUND",
    ],
)
def test_the_words_of_a_name_may_be_joined_in_any_way(text: str) -> None:
    assert names_in(text) == {"half-refund"}


@pytest.mark.parametrize("text", ["test_refund_half", "test_behalf_refund", "test_half_of_the_refund", ""])
def test_other_words_name_no_rule(text: str) -> None:
    assert names_in(text) == frozenset()


def test_a_message_counts_and_the_name_of_the_module_does_not() -> None:
    outcome = TestOutcome("tests/test_half_refund.py::test_1", False, "AssertionError: used ticket: let in")
    assert named_by(outcome) == {"used-ticket"}


def test_who_names_everything_names_nothing() -> None:
    name = "tests/test_a.py::test_half_refund_full_refund_late_refund_or_second_refund"
    assert named_by(TestOutcome(name, False)) == frozenset()

"""The check `named-rules`: numbers, codes, and names that say no more than their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.lessons.readability.named_rules import is_spelled_out, named_rules

if TYPE_CHECKING:
    from tests.lessons.readability.conftest import Examine


@pytest.mark.parametrize(
    "amount",
    ["total * 0.5", "total - 15", "total / int('2_0')", "total * (3 - 1.5)", "timedelta(days=14)", "10 ** 6"],
)
def test_a_number_without_a_name_is_shown_with_its_line(examine: Examine, amount: str) -> None:
    code = f"from datetime import timedelta\n\n\ndef refund_amount(total):\n    return {amount}\n"
    finding = named_rules(examine(code))
    assert (finding.reason, finding.evidence[0].line) == ("magic-number", 5)
    assert finding.evidence[0].snippet == f"return {amount}"


@pytest.mark.parametrize(
    "body",
    [
        "refusal = (None, 1); return refusal",
        "answer = None, 2; return answer",
        "return (None, 1) if refunded else (total, TOO_LATE)",
        "return None, 1 if refunded else TOO_LATE",
        "yield None, 0",
        "return [None, 2]",
        "return TABLE.get(total, (None, 2))",
    ],
)
def test_a_pair_in_a_function_ends_in_no_bare_number_wherever_it_stands(examine: Examine, body: str) -> None:
    finding = named_rules(examine(f"def refund_amount(total, refunded):\n    {body}\n"))
    assert (finding.reason, finding.evidence[0].line) == ("bare-code", 2)


@pytest.mark.parametrize(
    "code",
    [
        "TOO_LATE = (None, 2)\n\n\ndef refund_amount(total):\n    return TOO_LATE\n",
        "def refund_amount(total, nothing=(None, 2)):\n    return nothing\n",
        "def refund_amount(total):\n    amount, too_late = None, 2\n    return amount, too_late\n",
        "def refund_amount(total):\n    return total[0, 1]\n",
    ],
)
def test_a_pair_that_has_a_name_or_is_unpacked_at_once_or_is_an_index_is_welcome(
    examine: Examine, code: str
) -> None:
    assert named_rules(examine(code)).share == 1


CARRIED = """from typing import NamedTuple

TOO_LATE = 2


class Answer(NamedTuple):
    amount: float | None
    code: int


def refuse(reason, amount=None):
    return amount, reason


def outcome(answer):
    return answer.amount, answer.outcome


def refund_amount(total, refunded):
"""


@pytest.mark.parametrize(
    "body",
    [
        "return Answer(None, 1)",
        "return refuse(reason=2) if refunded else refuse(reason=TOO_LATE)",
        "return outcome(Decision(outcome=2) if refunded else Decision(outcome=TOO_LATE))",
        "code = 0\n    if refunded: code = TOO_LATE\n    return total, code",
    ],
)
def test_a_bare_number_is_not_given_to_what_ends_a_pair(examine: Examine, body: str) -> None:
    finding = named_rules(examine(f"{CARRIED}    {body}\n"))
    line = len(CARRIED.splitlines()) + 1
    assert (finding.reason, [place.line for place in finding.evidence]) == ("bare-code", [line])


@pytest.mark.parametrize(
    "body",
    [
        "return Answer(round(total, 2), TOO_LATE)",
        "return Answer(amount=0, code=TOO_LATE)",
        "return refuse(TOO_LATE, amount=1)",
        "return outcome(Codes(outcome=1, too_late=2, never_paid=3))",
        "too_late = 2\n    return None, too_late",
        "count = 0\n    for order in total: count += 1\n    return refunded, count",
        "first, last = 0, 1\n    return first, last",
        "ticks, first = total, 1\n    for first in total: print(first)\n    return ticks, first",
    ],
)
def test_what_does_not_end_a_pair_or_counts_or_has_one_value_may_be_a_number(
    examine: Examine, body: str
) -> None:
    assert named_rules(examine(f"{CARRIED}    {body}\n")).share == 1


def test_bare_codes_are_all_told_at_once_whatever_they_are(examine: Examine, good: str) -> None:
    code = good
    for number, name in enumerate(["REFUND", "ALREADY_REFUNDED", "TOO_LATE", "NEVER_PAID"]):
        code = code.replace(f", {name}\n", f", {number}\n")
    finding = named_rules(examine(code))
    assert finding.reason == "bare-code"
    assert [place.line for place in finding.evidence] == [12, 14, 16, 19, None]
    with_more = named_rules(examine(code.replace("< FULL_REFUND_NOTICE", "< timedelta(days=14)")))
    assert (with_more.reason, with_more.summary) == ("magic-number", "7 numbers stand without a name.")
    assert [place.line for place in with_more.evidence] == [20, 12, 14, 16, 19, None]


def _reckoned(statement: str) -> str:
    head = "from datetime import timedelta\n\n\ndef refund_amount(total, now, starts_at):\n"
    return f"{head}    {statement}\n    return now\n"


@pytest.mark.parametrize("annotation", ["", ": object"])
def test_a_moment_and_a_length_of_time_make_a_moment_with_a_name(examine: Examine, annotation: str) -> None:
    code = _reckoned(f"last_full_refund{annotation} = starts_at - timedelta(days=14)")
    assert named_rules(examine(code)).share == 1


@pytest.mark.parametrize(
    "statement",
    [
        "last, first = starts_at - timedelta(days=14), starts_at - timedelta(days=99)",
        "class Offer:\n        def __init__(self):\n            self.last = starts_at - timedelta(days=14)",
    ],
)
def test_a_moment_may_be_reckoned_beside_another_and_be_a_field(examine: Examine, statement: str) -> None:
    assert named_rules(examine(_reckoned(statement))).share == 1


@pytest.mark.parametrize(
    "statement",
    [
        "half = total * 0.5",
        "rest = total * 0.5 - 3",
        "last = starts_at - timedelta(days=14) - timedelta(hours=3)",
        "x = starts_at - timedelta(days=14)",
        "last = starts_at - timedelta(days=14); last = now",
        "is_late = now > starts_at - timedelta(days=14)",
        "shares = {Season.EARLY: 1, Season.MIDDLE: 0.5}",
    ],
)
def test_any_other_sum_or_table_leaves_its_number_without_a_name(examine: Examine, statement: str) -> None:
    assert named_rules(examine(_reckoned(statement))).reason == "magic-number"


def test_a_pair_that_ends_in_a_bare_number_is_refused(examine: Examine, good: str) -> None:
    finding = named_rules(examine(good.replace("return None, TOO_LATE", "return None, 2")))
    assert (finding.reason, finding.evidence[0].line) == ("bare-code", 19)


@pytest.mark.parametrize(
    "name",
    [
        "MAGIC_NUMBER",
        "VALUE_3",
        "FOURTEEN_DAYS",
        "DAYS_14",
        "TWENTY_FOUR_HOURS",
        "forty_eight_hours",
        "THIRTY",
        "CODE_TWO",
        "_14_DAYS",
        "FOURTEEN_DAYS_IN_SECONDS",
        "SECONDS_IN_48_HOURS",
        "FOURTEEN_DAYS_DELTA",
        "LIMIT_14",
        "ONE",
        "_ZERO",
    ],
)
def test_a_name_that_repeats_its_number_is_refused(name: str) -> None:
    assert is_spelled_out(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "FULL_REFUND_NOTICE",
            "FULL_REFUND_FROM_14_DAYS",
            "TWO_WEEKS_NOTICE_FOR_ALL",
            "HALF",
            "DAY",
            "ONE_DAY",
        ),
        *("SECONDS_PER_DAY", "CENTS_PER_EURO", "days_left", "hours", "seconds"),
    ],
)
def test_a_name_that_says_what_its_number_is_for_is_welcome(name: str) -> None:
    assert not is_spelled_out(name)


@pytest.mark.parametrize(
    "code",
    [
        "def refund_amount(total, fourteen_days=14):\n    return total > fourteen_days\n",
        "class Rule:\n    def __init__(self):\n        self.fourteen_days = 14\n",
        "DAYS = 14\n",
        "PERCENT = 0.5\n",
    ],
)
def test_a_name_that_repeats_its_number_or_is_a_unit_is_shown_wherever_it_is_given(
    examine: Examine, code: str
) -> None:
    assert named_rules(examine(code)).reason == "number-as-name"


@pytest.mark.parametrize(
    "code", ["HOURS = 3600\n", "DAY = timedelta(days=1)\n", "hours = 48\n", "DAYS = HOURS\n"]
)
def test_the_size_of_a_unit_has_the_name_of_the_unit(examine: Examine, code: str) -> None:
    assert named_rules(examine(code)).share == 1


@pytest.mark.parametrize("name", ["X", "D14", "RFND"])
def test_a_constant_whose_name_has_to_be_guessed_leaves_its_number_without_one(
    examine: Examine, name: str
) -> None:
    code = f"{name} = 1209600\n\n\ndef refund_amount(seconds_left):\n    return seconds_left >= {name}\n"
    finding = named_rules(examine(code))
    assert (finding.reason, finding.evidence[0].line) == ("number-as-name", 1)

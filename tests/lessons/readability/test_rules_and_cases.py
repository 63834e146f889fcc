"""The cases cover every rule and bound, and the rules are those of the messy app."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from autograder.lessons.readability._cases import COUNT, cases
from autograder.lessons.readability._rules import Code, expected
from autograder.tree import SourceTree


def asked(seed: int = 1) -> list[Any]:
    return cases(random.Random(seed), b"of these tests")


def test_the_rules_give_the_answers_of_the_messy_app_on_every_case(stage: SourceTree) -> None:
    module: dict[str, Any] = {}
    exec(stage["boxoffice/refunds.py"], module)
    for case in asked():
        right = expected(case)
        amount = None if right.amount_cents is None else right.amount_cents / 100
        got = module["refund_amount"](
            case.total_cents / 100, case.fee_cents / 100, case.now, case.starts_at,
            case.cancelled, case.paid, case.refunded,
        )  # fmt: skip
        assert got == (amount, right.code), case


def test_there_are_two_thousand_cases_and_each_rule_decides_many() -> None:
    all_cases = asked()
    rules = Counter(expected(case).rule for case in all_cases)
    assert len(all_cases) == COUNT == 2_000
    assert len(rules) == 6
    assert min(rules.values()) >= 100, rules


def test_both_bounds_are_met_exactly_and_missed_by_a_moment_on_either_side() -> None:
    notices = {case.notice for case in asked() if expected(case).code in (Code.REFUND, Code.TOO_LATE)}
    for bound in (timedelta(days=14), timedelta(hours=48), timedelta(0)):
        for beside in (timedelta(0), timedelta(microseconds=1), timedelta(seconds=1)):
            assert {bound + beside, bound - beside} <= notices


def test_no_case_asks_for_half_a_cent() -> None:
    assert all((case.total_cents - case.fee_cents) % 2 == 0 for case in asked())


def test_no_case_lies_across_a_change_of_the_clock() -> None:
    for case in asked():
        assert (case.now.year, case.now.month) in {(2026, 11), (2026, 12)}
        assert case.now.day >= 16 or case.now.month == 12
        assert case.starts_at.strftime("%Y-%m") in {"2026-11", "2026-12", "2027-01"}
        assert case.starts_at.strftime("%Y-%m-%d") > "2026-11-02"


def test_other_randomness_draws_other_cases_after_the_same_textbook() -> None:
    one, two = asked(1), asked(2)
    assert one[:216] == two[:216]
    assert len(set(one[216:]) & set(two[216:])) < 700


def test_another_secret_makes_other_cases_altogether() -> None:
    one, two = asked(), cases(random.Random(1), b"of another course")
    assert len(set(one[216:]) & set(two[216:])) < 50

"""The day of sales: what is tried, and that the rules it is measured by are those of the business."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from autograder.lessons.thin_controllers._concerts import NOW, OPEN
from autograder.lessons.thin_controllers._purchases import (
    BOUGHT,
    NOT_PAID,
    ORDER,
    REFUSED,
    STATUS,
    Day,
    day_of,
)
from autograder.lessons.thin_controllers._rules import Wish, reason_of
from autograder.lessons.thin_controllers._seats import seats_left, uses_left
from autograder.lessons.thin_controllers._wishes import wishes


@pytest.fixture(params=range(5))
def day(request: pytest.FixtureRequest) -> Day:
    return day_of(random.Random(request.param))


def test_every_reason_is_tried_alone_and_each_with_its_neighbours(day: Day) -> None:
    refused = [trial for trial in day.trials if trial.outcome == REFUSED]
    assert {trial.words for trial in refused} >= set(ORDER)
    pairs = {tuple(trial.words.split(" and ")) for trial in refused if " and " in trial.words}
    assert {first for first, _ in pairs} == {*ORDER} - {"sold-out"}
    assert all(ORDER.index(first) < ORDER.index(second) for first, second in pairs)
    assert set(STATUS) == set(ORDER)


def test_both_ends_of_the_fee_and_ties_are_tried(day: Day) -> None:
    prices = [trial.price for trial in day.trials if trial.outcome == BOUGHT and trial.price]
    assert {100, 1500, 0} <= {price["fee"] for price in prices}
    tie = next(trial for trial in day.trials if trial.words == "group and promo alike")
    assert tie.price is not None
    assert (tie.price["promo_counts"], tie.price["discount"] > 0) == (False, True)


def test_nothing_that_is_bought_is_more_than_there_is(day: Day) -> None:
    assert all(seats >= 0 for tiers in seats_left(day) for seats in tiers)
    for promo in day.concerts[OPEN].promos:
        left = uses_left(day, promo.code, len(day.trials))
        assert left is not None
        assert left >= 0


def test_what_nobody_paid_for_is_there_for_the_next(day: Day) -> None:
    places = [place for place, trial in enumerate(day.trials) if trial.outcome == NOT_PAID]
    assert [day.trials[place].case.payments for place in places] == ["decline", "fail"]
    before, after = seats_left(day, places[0]), seats_left(day, places[-1] + 1)
    assert before == after
    assert day.trials[places[-1] + 1].outcome == BOUGHT
    assert day.trials[places[-1] + 1].case.lines == day.trials[places[0]].case.lines


def test_a_purchase_that_is_refused_for_two_reasons_has_both(day: Day) -> None:
    for trial in day.trials:
        words = trial.words
        if trial.outcome != REFUSED or " and " not in words:
            continue
        many = sum(quantity for _, quantity in trial.case.lines if quantity > 0)
        assert ("too-many-tickets" not in words) or many > 8
        assert ("unknown-event" in words) == (trial.case.event is None)
        assert ("unknown-tier" not in words) or trial.case.foreign is not None
        assert ("promo" in words) == (trial.case.promo is not None)


def test_the_bounds_of_a_sale_belong_to_its_first_moment_and_not_to_its_last() -> None:
    def wish(on_sale_at: timedelta, starts_at: timedelta) -> Wish:
        return Wish("on_sale", NOW + on_sale_at, NOW + starts_at, NOW, {1: 1}, {1: 1}, 7, None)

    second = timedelta(seconds=1)
    assert reason_of(wish(timedelta(0), second)) is None
    assert reason_of(wish(second, 2 * second)) == "not-on-sale"
    assert reason_of(wish(-second, timedelta(0))) == "not-on-sale"


def test_wishes_are_granted_and_refused_for_every_reason() -> None:
    reasons = [reason_of(wish) for wish in wishes(random.Random(1))]
    for reason in (None, "not-on-sale", "promo-over", "too-many-for-customer", "sold-out"):
        assert reasons.count(reason) > 20, reason

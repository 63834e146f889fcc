"""Refunds: what comes back, how long before the start."""

from datetime import datetime, timedelta, timezone

import pytest

START = datetime(2027, 6, 12, 18, 0, tzinfo=timezone.utc)
MOMENT = timedelta(microseconds=1)
FULL_NOTICE, HALF_NOTICE = timedelta(days=14), timedelta(hours=48)


def refund(rules, notice, total=10500, fee=500, cancelled=False, paid=True, refunded=False):
    """What comes back for an order, so long before the start."""
    return rules.refund_amount(total, fee, START - notice, START, cancelled, paid, refunded)


def refusal(rules, notice, **order):
    """The reason for which nothing comes back."""
    with pytest.raises(rules.Refused) as refused:
        refund(rules, notice, **order)
    return refused.value.reason


@pytest.mark.parametrize("notice", [FULL_NOTICE, FULL_NOTICE + MOMENT, timedelta(days=90)])
def test_full_refund_is_all_but_the_fee(rules, notice):
    assert refund(rules, notice) == 10000


@pytest.mark.parametrize(
    "notice", [FULL_NOTICE - MOMENT, timedelta(days=7), HALF_NOTICE + MOMENT, HALF_NOTICE]
)
def test_half_refund_is_half_of_the_price_without_the_fee(rules, notice):
    assert refund(rules, notice) == 5000


@pytest.mark.parametrize(("price", "half"), [(1001, 501), (1003, 502), (1, 1)])
def test_a_half_cent_is_rounded_up(rules, price, half):
    assert refund(rules, timedelta(days=7), total=price + 100, fee=100) == half


@pytest.mark.parametrize("notice", [HALF_NOTICE - MOMENT, timedelta(0), timedelta(days=-3), timedelta(days=-20)])
def test_late_refund_is_refused(rules, notice):
    assert refusal(rules, notice) == "too-late"


@pytest.mark.parametrize("notice", [timedelta(days=90), timedelta(hours=1), timedelta(days=-3)])
def test_cancelled_refund_is_all_of_it_at_any_time(rules, notice):
    assert refund(rules, notice, cancelled=True) == 10500


@pytest.mark.parametrize("cancelled", [False, True])
def test_second_refund_is_refused_whatever_else_is_true(rules, cancelled):
    for paid in (True, False):
        for notice in (timedelta(days=90), timedelta(hours=1)):
            order = {"cancelled": cancelled, "paid": paid, "refunded": True}
            assert refusal(rules, notice, **order) == "already-refunded"


@pytest.mark.parametrize("cancelled", [False])
def test_unpaid_refund_is_refused_before_anything_else_is_asked(rules, cancelled):
    for notice in (timedelta(days=90), timedelta(hours=1)):
        assert refusal(rules, notice, cancelled=cancelled, paid=False) == "not-paid"


@pytest.mark.parametrize("hours", [-11, 5, 14])
def test_a_full_refund_counts_in_any_time_zone(rules, hours):
    there = timezone(timedelta(hours=hours))
    for notice, amount in ((FULL_NOTICE, 10000), (FULL_NOTICE - MOMENT, 5000)):
        asked = (START - notice).astimezone(there)
        assert rules.refund_amount(10500, 500, asked, START, False, True, False) == amount

"""Refunds and the door, over HTTP alone: the clock is turned to where a case begins."""

from datetime import datetime, timedelta, timezone

import pytest

from test_boundaries import buy, new_event, refund, refused

START = datetime(2031, 6, 12, 20, 0, tzinfo=timezone(timedelta(hours=2)))
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def bought(client, clock):
    def ask(price_cents=5000, quantity=2):
        clock.turn(START - 60 * DAY)
        event = new_event(client, clock, starts_in=60 * DAY, price_cents=price_cents)
        return event, buy(client, event, quantity=quantity).json()

    return ask


@pytest.fixture
def seen(client, clock, bought):
    def ask(before, price_cents=5000, quantity=2):
        _, order = bought(price_cents, quantity)
        clock.turn(START - before)
        answer = refund(client, order)
        return answer.json()["refund_cents"] if answer.status_code == 200 else refused(answer)[1]

    return ask


def test_full_refund(seen):
    assert [seen(14 * DAY), seen(20 * DAY)] == [10000, 10000]


def test_half_refund(seen):
    assert [seen(14 * DAY - SECOND), seen(48 * HOUR)] == [5000, 5000]


@pytest.mark.parametrize("price, half", [(1001, 501), (1003, 502)])
def test_half_cent(seen, price, half):
    assert seen(3 * DAY, price_cents=price, quantity=1) == half


def test_late_refund(seen):
    assert {seen(48 * HOUR - SECOND), seen(HOUR), seen(-3 * DAY), seen(-20 * DAY)} == {"too-late"}


@pytest.mark.parametrize("days", [20, 1, -1])
def test_cancelled_refund_and_second_refund(client, clock, bought, days):
    event, order = bought()
    clock.turn(START - days * DAY)
    client.post(f"/events/{event['id']}/cancel").raise_for_status()
    assert refund(client, order).json()["refund_cents"] == 10500, "cancelled refund"
    assert refused(refund(client, order))[1] == "already-refunded", "second refund"


def test_unpaid_refund(client, clock, bought):
    event, _ = bought()
    declined = buy(client, event, card="tok_declined").json()["order_id"]
    assert refused(refund(client, {"id": declined}))[1] == "not-paid"
    client.post(f"/events/{event['id']}/cancel").raise_for_status()
    assert refused(refund(client, {"id": declined}))[1] == "not-paid"


@pytest.fixture
def door(client, clock):
    def ask(order, since):
        clock.turn(START + since)
        answer = client.post(f"/checkin/{order['tickets'][0]['code']}")
        return "welcome" if answer.status_code == 200 else refused(answer)[1]

    return ask


def test_door_opens(bought, door):
    _, order = bought()
    assert [door(order, -3 * HOUR - SECOND), door(order, -3 * HOUR)] == ["too-early", "welcome"]


def test_door_closes(bought, door):
    _, order = bought()
    assert [door(order, 6 * HOUR), door(order, 6 * HOUR - SECOND)] == ["too-late", "welcome"]


def test_used_ticket(bought, door):
    _, order = bought()
    door(order, HOUR)
    assert [door(order, HOUR), door(order, -5 * HOUR), door(order, 9 * HOUR)] == ["used"] * 3


def test_refunded_ticket(client, bought, door):
    event, order = bought()
    refund(client, order)
    assert door(order, HOUR) == "refunded"
    client.post(f"/events/{event['id']}/cancel").raise_for_status()
    assert door(order, -5 * HOUR) == "refunded"


def test_cancelled_entry(client, bought, door):
    event, order = bought()
    other = buy(client, event).json()
    door(other, HOUR)
    client.post(f"/events/{event['id']}/cancel").raise_for_status()
    assert [door(order, HOUR), door(other, HOUR)] == ["event-cancelled"] * 2

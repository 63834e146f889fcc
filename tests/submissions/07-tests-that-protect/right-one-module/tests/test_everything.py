"""What the box office promises."""

from datetime import datetime, timedelta, timezone

import pytest

DAY, HOUR, TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
GHENT = timezone(timedelta(hours=2))
START = datetime(2031, 7, 4, 20, 0, tzinfo=GHENT)


@pytest.fixture
def back(rules):
    """What comes back for 107.01 with a fee of 5.10, or the reason why not."""

    def ask(before, cancelled=False, paid=True, refunded=False, total=10701, fee=510, now=None):
        try:
            moment = now or START - before
            return rules.refund_amount(
                total=total, fee=fee, now=moment, starts_at=START, cancelled=cancelled, paid=paid, refunded=refunded
            )
        except rules.Refused as no:
            return no.reason

    return ask


class TestFullRefund:
    def test_from_two_weeks_on(self, back):
        assert [back(14 * DAY), back(15 * DAY), back(400 * DAY)] == [10191] * 3


class TestHalfRefund:
    def test_below_two_weeks(self, back):
        assert back(14 * DAY - TICK) == back(10 * DAY) == 5096

    def test_down_to_two_days(self, back):
        assert back(48 * HOUR) == 5096

    def test_half_cent(self, back):
        assert [back(5 * DAY, total=total, fee=0) for total in (1, 2, 3, 5, 7)] == [1, 1, 2, 3, 4]


class TestLateRefund:
    def test_there_is_none(self, back):
        assert {back(48 * HOUR - TICK), back(HOUR), back(0 * DAY), back(-5 * DAY), back(-30 * DAY)} == {"too-late"}


class TestCancelledRefund:
    def test_everything_comes_back(self, back):
        assert {back(days * DAY, cancelled=True) for days in (30, 5, 1, -1, -40)} == {10701}


class TestSecondRefund:
    def test_comes_before_all_else(self, back):
        for days in (30, 5, 1, -1):
            for cancelled in (True, False):
                for paid in (True, False):
                    assert back(days * DAY, cancelled, paid, True) == "already-refunded"


class TestUnpaidRefund:
    def test_comes_before_the_event(self, back):
        for days in (30, 5, 1, -1):
            assert {back(days * DAY, c, False) for c in (True, False)} == {"not-paid"}


class TestTimeZone:
    def test_of_refunds(self, back):
        now = (START - 14 * DAY).astimezone(timezone(timedelta(hours=-9)))
        assert back(None, now=now) == 10191
        late = (START - 48 * HOUR + TICK).astimezone(timezone(timedelta(hours=-9)))
        assert back(None, now=late) == "too-late"

    def test_at_the_door(self, rules):
        there = timezone(timedelta(hours=13))
        rules.check_in((START - 3 * HOUR).astimezone(there), START, True, False, False)
        with pytest.raises(rules.Refused):
            rules.check_in((START - 3 * HOUR - TICK).astimezone(there), START, True, False, False)


class TestAtTheDoor:
    @pytest.fixture
    def door(self, rules):
        def ask(since, paid=True, cancelled=False, used=False):
            try:
                return rules.check_in(START + since, START, paid, cancelled, used)
            except rules.Refused as no:
                return no.reason

        return ask

    def test_door_opens(self, door):
        assert (door(-3 * HOUR - TICK), door(-3 * HOUR)) == ("too-early", None)

    def test_door_closes(self, door):
        assert (door(6 * HOUR - TICK), door(6 * HOUR)) == (None, "too-late")

    @pytest.mark.parametrize("hours", [-100, -1, 100])
    def test_refunded_ticket(self, door, hours):
        answers = {door(hours * HOUR, False, c, u) for c in (True, False) for u in (True, False)}
        assert answers == {"refunded"}

    @pytest.mark.parametrize("hours", [-100, -1, 100])
    def test_cancelled_entry(self, door, hours):
        assert {door(hours * HOUR, True, True, u) for u in (True, False)} == {"event-cancelled"}

    @pytest.mark.parametrize("hours", [-100, -1, 100])
    def test_used_ticket(self, door, hours):
        assert door(hours * HOUR, used=True) == "used"


class TestOverHTTP:
    @pytest.fixture
    def sell(self, client, clock):
        def sold(days, buyer="eve", card="tok_visa"):
            tiers = [{"name": "Seat", "price_cents": 4000, "seats": 9}]
            event = client.post(
                "/events",
                json={
                    "title": "T",
                    "venue": {"name": "V", "city": "C"},
                    "starts_at": (clock.now + days * DAY).isoformat(),
                    "on_sale_at": (clock.now - DAY).isoformat(),
                    "tiers": tiers,
                },
            ).json()
            lines = [{"tier_id": event["tiers"][0]["id"], "quantity": 1}]
            body = {"event_id": event["id"], "email": f"{buyer}@example.org", "lines": lines, "card": card}
            return client.post("/orders", json=body)

        return sold

    def test_refund_status(self, client, sell):
        order = sell(20).json()["id"]
        first, again = (client.post(f"/orders/{order}/refund") for _ in range(2))
        assert (first.status_code, first.json()["refund_cents"]) == (200, 4000)
        assert (again.status_code, again.json()["reason"]) == (409, "already-refunded")
        late = client.post(f"/orders/{sell(1).json()['id']}/refund")
        assert (late.status_code, late.json()["reason"]) == (409, "too-late")
        nobody = client.post("/orders/4711/refund")
        assert (nobody.status_code, nobody.json()["reason"]) == (404, "unknown-order")

    def test_refund_status_in_trouble(self, client, sell, upstreams):
        order = sell(20).json()["id"]
        upstreams.dial("payments", "drop", on="refund")
        answer = client.post(f"/orders/{order}/refund")
        assert (answer.status_code, answer.json()["reason"]) == (503, "refund-delayed")

    def test_door_status(self, client, sell, clock):
        order = sell(1).json()
        clock.turn(clock.now + DAY)
        code = order["tickets"][0]["code"]
        answers = [client.post(f"/checkin/{each}") for each in (code, code, "X")]
        assert [answer.status_code for answer in answers] == [200, 409, 404]
        assert [answer.json()["reason"] for answer in answers[1:]] == ["used", "unknown-ticket"]

    def test_payment_status(self, sell, upstreams):
        declined = sell(9, card="tok_declined")
        assert (declined.status_code, declined.json()["reason"]) == (402, "card-declined")
        upstreams.dial("payments", "garbage", on="charge")
        silent = sell(9)
        assert (silent.status_code, silent.json()["reason"]) == (503, "payment-unavailable")

    def test_payment_amount_and_payment_key(self, client, sell, upstreams):
        sell(3, card="tok_declined")
        order = sell(3).json()
        client.post(f"/orders/{order['id']}/refund")
        _, charge, refund = upstreams.calls("payments")[:1] + upstreams.calls("payments")[-2:]
        assert (charge["json"]["amount_cents"], charge["key"]) == (4200, f"charge-{order['id']}")
        assert (refund["json"]["amount_cents"], refund["key"]) == (2000, f"refund-{order['id']}")
        lines = [{"tier_id": order["lines"][0]["tier_id"], "quantity": 1}]
        body = {"event_id": order["event_id"], "email": "bob@example.org", "lines": lines, "card": "tok_visa"}
        other = client.post("/orders", json=body).json()
        assert upstreams.calls("payments")[-1]["key"] == f"charge-{other['id']}"


import datetime as dt

import pytest


def soon(days):
    return (dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=days)).isoformat()


class Office:
    """The box office as its users see it."""

    def __init__(self, http):
        self.http = http

    def event(self, starts=40, cents=4000, seats=50, promos=()):
        tier = {"name": "Balcony", "price_cents": cents, "seats": seats}
        venue = {"name": "Harbour Hall", "city": "Bergen"}
        body = {"title": "Evening", "venue": venue, "starts_at": soon(starts), "on_sale_at": soon(-3)}
        return self.http.post("/events", json={**body, "tiers": [tier], "promos": list(promos)}).json()

    def order(self, event, count, who="grace@example.org", card="tok_visa", promo=None):
        lines = [{"tier_id": event["tiers"][0]["id"], "quantity": count}]
        body = {"event_id": event["id"], "email": who, "lines": lines, "card": card, "promo": promo}
        return self.http.post("/orders", json=body)

    def refund(self, bought):
        return self.http.post(f"/orders/{bought['id']}/refund")

    def door(self, bought):
        return self.http.post("/checkin/" + bought["tickets"][0]["code"]).status_code


@pytest.fixture
def office(client):
    return Office(client)


class TestPrices:
    def test_fee(self, office):
        assert office.order(office.event(), 1).json()["fee_cents"] == 200

    def test_small_fee(self, office):
        assert office.order(office.event(cents=100), 1).json()["total_cents"] == 200

    def test_large_fee(self, office):
        assert office.order(office.event(cents=90000), 1).json()["fee_cents"] == 1500

    def test_group(self, office):
        assert office.order(office.event(), 6).json()["discount_cents"] == 2400

    def test_group_with_code(self, office):
        code = {"code": "HALF", "percent": 50, "starts_at": soon(-1), "ends_at": soon(1), "uses": 1}
        event = office.event(promos=[code])
        assert office.order(event, 6, promo="HALF").json()["discount_cents"] == 12000

    def test_quote(self, office):
        event = office.event(cents=100)
        asked = {"event_id": event["id"], "lines": f"{event['tiers'][0]['id']}:1"}
        assert office.http.get("/quote", params=asked).json()["fee_cents"] == 50


class TestLimits:
    def test_nine(self, office):
        assert office.order(office.event(), 9).status_code == 422

    def test_five_and_four(self, office):
        event = office.event()
        assert [office.order(event, count).status_code for count in (5, 4)] == [201, 409]

    def test_capitals(self, office):
        event = office.event()
        office.order(event, 5)
        assert office.order(event, 4, who="GRACE@EXAMPLE.ORG").status_code == 409

    def test_room(self, office):
        event = office.event(seats=4)
        assert office.order(event, 3).status_code == 201
        assert office.order(event, 2, who="alan@example.org").status_code == 409
        assert office.http.get(f"/events/{event['id']}").json()["left"] == 1


class TestMoney:
    def test_charge(self, office, upstreams):
        office.order(office.event(), 1)
        assert upstreams.calls("payments")[0]["json"]["amount_cents"] == 4200
        assert upstreams.calls("mail")[0]["json"]["to"] == "grace@example.org"

    def test_declined(self, office):
        assert office.order(office.event(), 1, card="tok_declined").status_code == 402


class TestRefunds:
    @pytest.mark.parametrize(("starts", "cents"), [(22, 4000), (6, 2000)])
    def test_amount(self, office, starts, cents):
        bought = office.order(office.event(starts=starts), 1).json()
        assert office.refund(bought).json()["refund_cents"] == cents
        assert office.refund(bought).status_code == 409

    def test_late(self, office):
        assert office.refund(office.order(office.event(starts=1), 1).json()).status_code == 409

    def test_cancelled(self, office):
        event = office.event()
        bought = office.order(event, 1).json()
        office.http.post(f"/events/{event['id']}/cancel")
        assert office.refund(bought).json()["refund_cents"] == 4200


class TestDoor:
    def test_once(self, office):
        bought = office.order(office.event(starts=0.05), 1).json()
        assert [office.door(bought), office.door(bought)] == [200, 409]

    def test_weeks_ahead(self, office):
        assert office.door(office.order(office.event(), 1).json()) == 409

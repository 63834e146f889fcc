"""Apart from its wounds the messy app keeps the rules, to the second, on a machine that is not on UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from autograder.upstreams import PARTNERS, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.boxoffice.conftest import Shop

STARTS = datetime(2027, 6, 20, 18, tzinfo=UTC)
ON_SALE = datetime(2027, 5, 1, 8, tzinfo=UTC)
TICK = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(STARTS - 30 * DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def concert(brussels_shop: Shop, clock: time_machine.Coordinates) -> dict[str, Any]:
    tiers = [
        {"name": "Floor", "price_cents": 4000, "seats": 10},
        {"name": "Box", "price_cents": 9000, "seats": 3},
        {"name": "Friends", "price_cents": 0, "seats": 3},
    ]
    return brussels_shop.event(
        starts_at=STARTS.isoformat(), on_sale_at=ON_SALE.isoformat(), tiers=tiers, promos=promos()
    )


def promos() -> list[dict[str, Any]]:
    span = {"starts_at": (STARTS - 20 * DAY).isoformat(), "ends_at": (STARTS - 10 * DAY).isoformat()}
    always = {"starts_at": ON_SALE.isoformat(), "ends_at": (STARTS + DAY).isoformat()}
    return [
        {"code": "SPAN", "percent": 25, "uses": 9, **span},
        {"code": "TEN", "percent": 10, "uses": 1, **always},
        {"code": "ONCE", "amount_cents": 1000, "uses": 1, **always},
        {"code": "ALL", "amount_cents": 1_000_000, "uses": 9, **always},
    ]


@pytest.mark.parametrize(
    ("moment", "status"),
    [(ON_SALE - TICK, 409), (ON_SALE, 201), (STARTS - TICK, 201), (STARTS, 409)],
)
def test_sale_opens_at_its_moment_and_ends_at_the_start(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any, moment: datetime, status: int
) -> None:
    clock.move_to(moment)
    assert brussels_shop.buy(concert).status_code == status


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (STARTS - 20 * DAY - TICK, 409),
        (STARTS - 20 * DAY, 200),
        (STARTS - 10 * DAY - TICK, 200),
        (STARTS - 10 * DAY, 409),
    ],
)
def test_a_promo_counts_from_its_start_up_to_but_not_including_its_end(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any, moment: datetime, status: int
) -> None:
    clock.move_to(moment)
    assert brussels_shop.quote(concert, 1, "SPAN").status_code == status
    assert brussels_shop.buy(concert, promo="SPAN").status_code == (201 if status == 200 else status)


@pytest.mark.parametrize(
    ("before", "cents"),
    [(14 * DAY, 4000), (14 * DAY - TICK, 2000), (2 * DAY, 2000), (2 * DAY - TICK, None), (-DAY, None)],
)
def test_refunds_are_whole_then_half_then_refused(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any, before: timedelta, cents: int | None
) -> None:
    order = brussels_shop.buy(concert).json()
    clock.move_to(STARTS - before)
    answer = brussels_shop.refund(order)
    assert answer.status_code == (409 if cents is None else 200)
    assert answer.json().get("refund_cents") == cents


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (STARTS - 3 * HOUR - TICK, 409),
        (STARTS - 3 * HOUR, 200),
        (STARTS + 6 * HOUR - TICK, 200),
        (STARTS + 6 * HOUR, 409),
    ],
)
def test_the_door_is_open_from_three_hours_before_to_six_hours_after_the_start(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any, moment: datetime, status: int
) -> None:
    code = brussels_shop.buy(concert).json()["tickets"][0]["code"]
    clock.move_to(moment)
    assert brussels_shop.client.post(f"/checkin/{code}").status_code == status


def test_the_door_refuses_for_the_first_reason_that_applies(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any
) -> None:
    used, refunded, fresh = (brussels_shop.buy(concert, email=f"{i}@example.org").json() for i in range(3))
    client = brussels_shop.client

    def reason(order: dict[str, Any]) -> str:
        answer = client.post(f"/checkin/{order['tickets'][0]['code']}")
        assert answer.status_code == 409
        return str(answer.json()["detail"])

    assert reason(fresh) == "too early"
    assert brussels_shop.refund(refunded).status_code == 200
    clock.move_to(STARTS)
    assert client.post(f"/checkin/{used['tickets'][0]['code']}").status_code == 200
    clock.move_to(STARTS + DAY)
    assert [reason(order) for order in (refunded, used, fresh)] == ["refunded", "ticket used", "too late"]
    assert client.post(f"/events/{concert['id']}/cancel").status_code == 200
    assert [reason(order) for order in (refunded, used)] == ["refunded", "event cancelled"]


def test_a_cancelled_event_pays_back_everything_at_any_time_even_checked_in(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any
) -> None:
    order = brussels_shop.buy(concert).json()
    clock.move_to(STARTS)
    assert brussels_shop.client.post(f"/checkin/{order['tickets'][0]['code']}").status_code == 200
    clock.move_to(STARTS + 40 * DAY)
    assert brussels_shop.client.post(f"/events/{concert['id']}/cancel").status_code == 200
    assert brussels_shop.refund(order).json()["refund_cents"] == order["total_cents"]
    assert brussels_shop.refund(order).status_code == 409


def hold(shop: Shop, concert: dict[str, Any], quantity: int, **fields: Any) -> dict[str, Any]:
    """Turn a purchase made now into a hold, as a crash between the two would leave it in later stages."""
    order: dict[str, Any] = shop.buy(concert, quantity, **fields).json()
    db = shop.modules["db"]
    held = db.get_db().get(db.Order, order["id"])
    held.status, held.paid_at = "held", None
    db.session.commit()
    return order


def test_a_live_hold_takes_seats_and_counts_for_its_customer_and_lapses_after_ten_minutes(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any
) -> None:
    hold(brussels_shop, concert, 8)
    left = f"/events/{concert['id']}"
    clock.shift(10 * 60 - 1)
    assert brussels_shop.client.get(left).json()["tiers"][0]["left"] == 2
    assert brussels_shop.buy(concert, 3, email="ben@example.org").status_code == 409
    assert brussels_shop.buy(concert, 1, email=" A DA@Example.org").status_code == 409
    clock.shift(1)
    assert brussels_shop.client.get(left).json()["tiers"][0]["left"] == 10
    assert brussels_shop.buy(concert, 8).status_code == 201


def test_cancelling_frees_holds_and_gives_promo_uses_back(
    brussels_shop: Shop, concert: dict[str, Any]
) -> None:
    order = hold(brussels_shop, concert, 1, promo="ONCE")
    assert brussels_shop.quote(concert, 1, "ONCE").status_code == 409
    cancelled = brussels_shop.client.post(f"/events/{concert['id']}/cancel").json()
    assert cancelled["released"] == 1
    assert brussels_shop.client.get(f"/orders/{order['id']}").json()["status"] == "released"
    assert brussels_shop.quote(concert, 1, "ONCE").status_code == 200
    assert brussels_shop.client.post(f"/events/{concert['id']}/cancel").status_code == 409


def test_a_promo_use_comes_back_on_a_declined_card_and_not_on_a_refund(
    brussels_shop: Shop, concert: dict[str, Any]
) -> None:
    assert brussels_shop.buy(concert, promo="ONCE", card="tok_declined").status_code == 402
    order = brussels_shop.buy(concert, promo="ONCE").json()
    assert order["discount_cents"] == 1000
    assert brussels_shop.refund(order).status_code == 200
    assert brussels_shop.buy(concert, promo="ONCE").status_code == 409


def test_on_a_tie_the_promo_is_not_used_up(brussels_shop: Shop, concert: dict[str, Any]) -> None:
    order = brussels_shop.buy(concert, 6, promo="TEN").json()
    assert (order["discount_cents"], order["promo"]) == (2400, None)
    assert brussels_shop.buy(concert, 1, promo="TEN", email="ben@example.org").json()["promo"] == "TEN"
    used_up = brussels_shop.buy(concert, 2, promo="TEN", email="cy@example.org")
    assert used_up.status_code == 409


def test_a_free_order_calls_no_payment_service_and_has_no_fee(
    brussels_shop: Shop, concert: dict[str, Any]
) -> None:
    lines = [{"tier_id": concert["tiers"][2]["id"], "quantity": 2}]
    free = brussels_shop.buy(concert, lines=lines)
    forgiven = brussels_shop.buy(concert, promo="ALL", card="tok_declined")
    assert [free.status_code, forgiven.status_code] == [201, 201]
    assert [free.json()["total_cents"], forgiven.json()["total_cents"]] == [0, 0]
    assert brussels_shop.refund(free.json()).json()["refund_cents"] == 0
    assert [request for request in brussels_shop.upstreams.record if request.service == "payments"] == []


def test_lines_of_one_tier_merge(brussels_shop: Shop, concert: dict[str, Any]) -> None:
    floor, box = (tier["id"] for tier in concert["tiers"][:2])
    lines = [{"tier_id": tier, "quantity": 1} for tier in (floor, box, floor)]
    order = brussels_shop.buy(concert, lines=lines).json()
    assert [(line["tier_id"], line["quantity"]) for line in order["lines"]] == [(floor, 2), (box, 1)]
    assert order["subtotal_cents"] == 17000


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"event_id": 404, "email": "nobody"}, 422),
        ({"event_id": 404, "promo": "UNKNOWN"}, 404),
        ({"promo": "UNKNOWN", "quantity": 8}, 422),
        ({"promo": "SPAN", "quantity": 8}, 409),
        ({"quantity": 9}, 422),
        ({"quantity": 8}, 409),
        ({"quantity": 0}, 422),
        ({"quantity": 3, "email": "ben@example.org", "card": "tok_declined"}, 409),
        ({"quantity": 2, "email": "ben@example.org", "card": "tok_declined"}, 402),
    ],
)
def test_the_first_refusal_that_applies_is_answered(
    brussels_shop: Shop, concert: dict[str, Any], changes: dict[str, Any], status: int
) -> None:
    """Eight of the ten seats are Ada's; SPAN has not begun."""
    assert brussels_shop.buy(concert, 8).status_code == 201
    quantity = changes.pop("quantity", 1)
    assert brussels_shop.buy(concert, quantity, **changes).status_code == status


@pytest.mark.parametrize("field", ["starts_at", "on_sale_at"])
def test_a_time_without_an_offset_is_refused(brussels_shop: Shop, field: str) -> None:
    body = {
        "title": "Naive",
        "venue": {"name": "Old Gasworks", "city": "Ghent"},
        "tiers": [{"name": "Floor", "price_cents": 100, "seats": 1}],
        "starts_at": STARTS.isoformat(),
        "on_sale_at": ON_SALE.isoformat(),
    }
    naive = body | {field: "2027-06-20T18:00:00"}
    assert brussels_shop.client.post("/events", json=naive).status_code == 422
    assert brussels_shop.client.get("/events", params={"from": "2027-06-20T18:00:00"}).status_code == 422


def test_the_sales_report_tells_gross_by_tier_and_refunds_on_their_own_day(
    brussels_shop: Shop, concert: dict[str, Any], clock: Any
) -> None:
    clock.move_to(datetime(2027, 5, 20, 12, tzinfo=UTC))
    order = brussels_shop.buy(concert, 6).json()
    clock.move_to(datetime(2027, 5, 22, 12, tzinfo=UTC))
    assert brussels_shop.refund(order).status_code == 200
    report = brussels_shop.client.get("/reports/sales").json()
    (sale,) = report["sales"]
    assert (sale["day"], sale["tickets"], sale["gross_cents"]) == ("2027-05-20", 6, 24000)
    money = [
        tuple(row[name] for name in ("day", "discount_cents", "fee_cents", "refund_cents"))
        for row in report["money"]
    ]
    assert money == [("2027-05-20", 2400, 1080, 0), ("2027-05-22", 0, 0, 21600)]


def test_extras_name_the_partners_that_gave_nothing(brussels_shop: Shop, concert: dict[str, Any]) -> None:
    brussels_shop.upstreams.partners["hotels-grand"].dial(Fault.ERROR)
    extras = brussels_shop.client.get(f"/events/{concert['id']}/extras")
    assert (extras.status_code, extras.json()["missing"]) == (200, ["hotels-grand"])
    assert {offer["partner"] for offer in extras.json()["offers"]} == set(PARTNERS) - {"hotels-grand"}

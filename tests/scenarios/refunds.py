"""Refunds: how much, until when, how often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from autograder.upstreams import Fault

from .scenario import Seen, scenario
from .shop import DAY, HOUR, NOW, SECOND, Shop


@scenario
def the_refund_depends_on_the_time_that_is_left(shop: Shop) -> Iterator[Seen]:
    for name, before, refund in (
        ("fourteen days", 14 * DAY, 5001),
        ("a second less than fourteen days", 14 * DAY - SECOND, 2501),
        ("forty-eight hours", 48 * HOUR, 2501),
        ("a second less than forty-eight hours", 48 * HOUR - SECOND, None),
        ("after the start", -HOUR, None),
    ):
        shop.at(NOW)
        event = shop.event(1667)
        order, kept = shop.buy(event, 3), shop.kept_cents
        shop.at(event.starts_at - before)
        answer = shop.refund(order)
        wanted = [409] if refund is None else [200, {"status": "refunded", "refund_cents": refund}]
        yield Seen(name, answer.brief("status", "refund_cents"), wanted)
        yield Seen(f"{name}: given back", kept - shop.kept_cents, refund or 0)


@scenario
def an_order_is_refunded_once(shop: Shop) -> Iterator[Seen]:
    order = shop.buy(shop.event(), 2)
    yield Seen("first", shop.refund(order).brief("refund_cents"), [200, {"refund_cents": 7000}])
    yield Seen("second", shop.refund(order).status, 409)
    yield Seen("what the shop keeps", shop.kept_cents, 350)
    yield Seen("order's page", shop.ask("GET", f"/orders/{order['id']}")["status"], "refunded")


@scenario
def a_refund_that_is_asked_twice_at_once_is_given_once(shop: Shop) -> Iterator[Seen]:
    order = shop.buy(shop.event(), 2)
    wanted = [("POST", f"/orders/{order['id']}/refund", None)] * 3
    yield Seen("statuses", shop.together(wanted), [200, 409, 409])
    yield Seen("what the shop keeps", shop.kept_cents, 350)


@scenario
def a_cancelled_event_gives_everything_back_at_any_time(shop: Shop) -> Iterator[Seen]:
    event = shop.event(starts=NOW + 2 * HOUR)
    orders = [shop.buy(event, 2) for _ in range(3)]
    shop.check_in(orders[0])
    shop.cancel(event)
    for name, order, moment in (
        ("checked in", orders[0], NOW),
        ("before the start", orders[1], NOW),
        ("a month later", orders[2], NOW + 30 * DAY),
    ):
        shop.at(moment)
        yield Seen(name, shop.refund(order).brief("refund_cents"), [200, {"refund_cents": 7350}])
    yield Seen("again", shop.refund(orders[1]).status, 409)
    yield Seen("what the shop keeps", shop.kept_cents, 0)


@scenario
def what_was_never_paid_is_not_refunded(shop: Shop) -> Iterator[Seen]:
    event, email = shop.event(), shop.customer()
    shop.buy(event, 2, email=email, card="tok_declined")
    orders = shop.ask("GET", f"/customers/{email}/orders").json
    yield Seen("the declined order", [order["status"] for order in orders], ["released"])
    yield Seen("refund", shop.ask("POST", f"/orders/{orders[0]['id']}/refund").status, 409)
    yield Seen("unknown order", shop.ask("POST", "/orders/2000000000/refund").status, 404)


@scenario
def an_order_of_nothing_to_pay_is_refunded_without_the_payment_service(shop: Shop) -> Iterator[Seen]:
    order = shop.buy(shop.event(0), 1)
    yield Seen(
        "refund",
        shop.refund(order).brief("status", "refund_cents"),
        [200, {"status": "refunded", "refund_cents": 0}],
    )
    yield Seen(
        "asked of payments", [each.path for each in shop.upstream_requests if each.service == "payments"], []
    )


@scenario
def a_refund_that_payments_do_not_take_stays_open(shop: Shop) -> Iterator[Seen]:
    order = shop.buy(shop.event(), 2)
    shop.upstreams.payments.dial(Fault.ERROR)
    yield Seen("answer", shop.refund(order).status, 503)
    yield Seen("what the shop keeps", shop.kept_cents, 7350)


@scenario
def a_day_is_24_hours_when_the_clocks_change(shop: Shop) -> Iterator[Seen]:
    # In Brussels 28 March 2027 has 23 hours: on the wall there seem to be 14 days and half an hour left.
    event = shop.event(starts=datetime(2027, 4, 5, 12, tzinfo=UTC))
    order = shop.buy(event, 2)
    shop.at(event.starts_at - 14 * DAY + HOUR / 2)
    yield Seen("refund", shop.refund(order).brief("refund_cents"), [200, {"refund_cents": 3500}])

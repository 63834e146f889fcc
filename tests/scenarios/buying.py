"""Buying: what it costs, who may, in which order it is refused, and what happens when payments fail."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.upstreams import Fault

from .scenario import Seen, scenario
from .shop import DAY, HOUR, NOW, SECOND, Shop

MONEY = ("subtotal_cents", "discount_cents", "fee_cents", "total_cents")


def money(subtotal: int, discount: int, fee: int) -> dict[str, int]:
    """The price fields of an answer."""
    return dict(zip(MONEY, (subtotal, discount, fee, subtotal - discount + fee), strict=True))


@scenario
def an_order_is_charged_ticketed_and_confirmed(shop: Shop) -> Iterator[Seen]:
    event, email = shop.event(3500, 5000), shop.customer()
    order = shop.buy(event, 2, 1, email=email)
    yield Seen("price", order.brief("status", *MONEY), [201, {"status": "paid"} | money(12_000, 0, 600)])
    yield Seen(
        "tickets by tier",
        [each["tier_id"] for each in order["tickets"]],
        [event.tiers[0]] * 2 + [event.tiers[1]],
    )
    yield Seen("charged", shop.kept_cents, 12_600)
    yield Seen(
        "mail",
        [(mail.to, all(t["code"] in mail.text for t in order["tickets"])) for mail in shop.mails],
        [(email, True)],
    )
    yield Seen(
        "order's page",
        shop.ask("GET", f"/orders/{order['id']}").brief("status", "total_cents"),
        [200, {"status": "paid", "total_cents": 12_600}],
    )
    yield Seen("seats left", shop.left(event), 197)
    yield Seen("an unknown order", shop.ask("GET", "/orders/2000000000").status, 404)


@scenario
def quote_and_order_give_the_price_of_the_rules(shop: Shop) -> Iterator[Seen]:
    for name, price, count, expected in (
        ("five per cent", 3500, 2, money(7000, 0, 350)),
        ("the lowest fee", 1000, 1, money(1000, 0, 100)),
        ("just above the lowest fee", 2020, 1, money(2020, 0, 101)),
        ("the highest fee", 10_000, 4, money(40_000, 0, 1500)),
        ("nothing to pay", 0, 2, money(0, 0, 0)),
        ("five are no group", 2000, 5, money(10_000, 0, 500)),
        ("six are a group", 2000, 6, money(12_000, 1200, 540)),
        ("half a cent of fee", 2050, 1, money(2050, 0, 103)),
        ("half a cent of fee that floats lose", 1035, 2, money(2070, 0, 104)),
        ("half a cent of discount", 1035, 7, money(7245, 725, 326)),
        ("half a cent of discount that floats lose", 1055, 7, money(7385, 739, 332)),
        ("a price that floats lose", 1999, 3, money(5997, 0, 300)),
    ):
        event = shop.event(price)
        yield Seen(f"quote: {name}", shop.quote(event, count).brief(*MONEY), [200, expected])
        yield Seen(f"order: {name}", shop.buy(event, count).brief(*MONEY), [201, expected])


@scenario
def an_order_of_nothing_to_pay_asks_no_payment_service(shop: Shop) -> Iterator[Seen]:
    order = shop.buy(shop.event(0), 2, card="tok_declined")
    yield Seen("order", order.brief("status", "total_cents"), [201, {"status": "paid", "total_cents": 0}])
    yield Seen("tickets", len(order["tickets"]), 2)
    yield Seen(
        "asked of payments", [each.path for each in shop.upstream_requests if each.service == "payments"], []
    )


@scenario
def lines_of_the_same_tier_merge(shop: Shop) -> Iterator[Seen]:
    event = shop.event(3500)
    body = shop.cart(event) | {
        "lines": [{"tier_id": event.tiers[0], "quantity": quantity} for quantity in (2, 4)]
    }
    order = shop.order(body)
    yield Seen("price", order.brief(*MONEY), [201, money(21_000, 2100, 945)])
    yield Seen("lines", [line["quantity"] for line in order["lines"] or []], [6])


@scenario
def bad_input_is_refused(shop: Shop) -> Iterator[Seen]:
    event, other = shop.event(), shop.event()
    cart = shop.cart(event)
    tier = event.tiers[0]
    for name, change in {
        "no ticket": {"lines": []},
        "zero tickets": {"lines": [{"tier_id": tier, "quantity": 0}]},
        "minus one ticket": {"lines": [{"tier_id": tier, "quantity": -1}]},
        "half a ticket": {"lines": [{"tier_id": tier, "quantity": 0.5}]},
        "nine tickets": {"lines": [{"tier_id": tier, "quantity": 9}]},
        "nine tickets in two lines": {
            "lines": [{"tier_id": tier, "quantity": 4}, {"tier_id": tier, "quantity": 5}]
        },
        "no e-mail address": {"email": "ada"},
        "no card": {"card": None},
    }.items():
        yield Seen(name, shop.order(cart | change).status, 422)
    yield Seen("unknown event", shop.order(cart | {"event_id": 2_000_000_000}).status, 404)
    yield Seen(
        "unknown tier", shop.order(cart | {"lines": [{"tier_id": 2_000_000_000, "quantity": 1}]}).status, 404
    )
    yield Seen("another event's tier", shop.order(cart | {"event_id": other.id}).status, 404)
    yield Seen("quote of no tickets", shop.quote(event, -1).status, 422)
    yield Seen(
        "quote of nonsense",
        shop.ask("GET", "/quote", params={"event_id": event.id, "lines": "x"}).status,
        422,
    )
    yield Seen(
        "quote of an unknown event",
        shop.ask("GET", "/quote", params={"event_id": 2_000_000_000, "lines": "1:1"}).status,
        404,
    )
    yield Seen("charged", shop.kept_cents, 0)


@scenario
def a_customer_has_eight_tickets_of_an_event(shop: Shop) -> Iterator[Seen]:
    event, email = shop.event(), shop.customer()
    first = shop.buy(event, 5, email=email)
    yield Seen("five", first.status, 201)
    yield Seen("four more", shop.buy(event, 4, email=email).status, 409)
    yield Seen(
        "four more, in capitals and with blanks", shop.buy(event, 4, email=f" {email.upper()} ").status, 409
    )
    yield Seen("three more", shop.buy(event, 3, email=email).status, 201)
    yield Seen("one more", shop.buy(event, 1, email=email).status, 409)
    yield Seen("another event", shop.buy(shop.event(), 1, email=email).status, 201)
    yield Seen("another customer", shop.buy(event, 8).status, 201)
    yield Seen("refund of five", shop.refund(first).status, 200)
    yield Seen("five again", shop.buy(event, 5, email=email).status, 201)


@scenario
def tickets_are_sold_from_the_first_moment_of_the_sale_until_the_start(shop: Shop) -> Iterator[Seen]:
    event = shop.event(on_sale=NOW + HOUR, starts=NOW + DAY)
    for name, moment, status in (
        ("a second before the sale", NOW + HOUR - SECOND, 409),
        ("when the sale begins", NOW + HOUR, 201),
        ("a second before the start", NOW + DAY - SECOND, 201),
        ("at the start", NOW + DAY, 409),
    ):
        shop.at(moment)
        yield Seen(name, shop.buy(event).status, status)
    shop.at(NOW)
    yield Seen("a draft", shop.buy(shop.event(status="draft")).status, 409)
    cancelled = shop.event()
    shop.cancel(cancelled)
    yield Seen("a cancelled event", shop.buy(cancelled).status, 409)


@scenario
def seats_run_out_by_tier_and_come_back_with_a_refund(shop: Shop) -> Iterator[Seen]:
    event = shop.event(3500, 5000, seats=3)
    first = shop.buy(event, 2)
    yield Seen("two of three", first.status, 201)
    yield Seen("two more", shop.buy(event, 2).status, 409)
    yield Seen("one of this and two of the other tier", shop.buy(event, 1, 2).status, 201)
    yield Seen("none left in one of two", shop.buy(event, 1, 1).status, 409)
    yield Seen("seats left", shop.left(event), 1)
    shop.refund(first)
    yield Seen("after a refund", shop.buy(event, 2).status, 201)


@scenario
def two_who_want_the_last_seat_at_once_get_it_once(shop: Shop) -> Iterator[Seen]:
    event = shop.event(seats=1)
    carts = [("POST", "/orders", shop.cart(event)) for _ in range(4)]
    yield Seen("statuses", shop.together(carts), [201, 409, 409, 409])
    yield Seen("charged", shop.kept_cents, 3675)


@scenario
def the_first_refusal_that_applies_is_given(shop: Shop) -> Iterator[Seen]:
    email, code = shop.customer(), shop.code()
    event = shop.event(seats=8, promos=[shop.promo(code, percent=5, until=-HOUR)])
    not_yet = shop.event(on_sale=NOW + HOUR)
    shop.buy(event, 5, email=email)
    many = [{"tier_id": event.tiers[0], "quantity": 9}]
    yield Seen(
        "input before unknown",
        shop.order(shop.cart(event) | {"event_id": 2_000_000_000, "lines": many}).status,
        422,
    )
    yield Seen(
        "unknown before not on sale", shop.order(shop.cart(event) | {"event_id": not_yet.id}).status, 404
    )
    yield Seen("not on sale before unknown promo", shop.buy(not_yet, promo=shop.code()).status, 409)
    yield Seen(
        "unknown promo before the customer's limit",
        shop.buy(event, 8, email=email, promo=shop.code()).status,
        422,
    )
    yield Seen("sold out before declined", shop.buy(event, 4, card="tok_declined").status, 409)
    yield Seen(
        "asked of payments", len([each for each in shop.upstream_requests if each.service == "payments"]), 1
    )


@scenario
def a_declined_card_leaves_nothing_behind(shop: Shop) -> Iterator[Seen]:
    event, email = shop.event(seats=8), shop.customer()
    yield Seen("declined", shop.buy(event, 8, email=email, card="tok_declined").status, 402)
    yield Seen("charged", shop.kept_cents, 0)
    yield Seen("mails", len(shop.mails), 0)
    yield Seen("seats left", shop.left(event), 8)
    yield Seen("again with another card", shop.buy(event, 8, email=email).status, 201)


@scenario
def a_payment_service_that_is_down_sells_nothing(shop: Shop) -> Iterator[Seen]:
    event = shop.event(seats=1)
    shop.upstreams.payments.dial(Fault.ERROR)
    yield Seen("answer", shop.buy(event).status, 503)
    shop.upstreams.reset()
    yield Seen("charged", shop.kept_cents, 0)
    yield Seen("the seat is free again", shop.buy(event).status, 201)


@scenario
def a_payment_whose_answer_is_lost_is_charged_once(shop: Shop) -> Iterator[Seen]:
    event = shop.event()
    shop.upstreams.payments.dial(Fault.DROP, on="charge", times=1)
    yield Seen("answer", shop.buy(event).status, 201)
    yield Seen("charged", shop.kept_cents, 3675)


@scenario
def mail_never_decides_the_fate_of_an_order(shop: Shop) -> Iterator[Seen]:
    event = shop.event()
    shop.upstreams.mail.dial(Fault.ERROR)
    yield Seen("mail is down", shop.buy(event).brief("status"), [201, {"status": "paid"}])
    shop.upstreams.mail.dial(Fault.GARBAGE)
    yield Seen("mail answers garbage", shop.buy(event).brief("status"), [201, {"status": "paid"}])


@scenario
def the_same_key_buys_once(shop: Shop) -> Iterator[Seen]:
    event, email = shop.event(), shop.customer()
    body, key = shop.cart(event, 2, email=email), shop.code()
    first, again = shop.order(body, key), shop.order(body, key)
    yield Seen("first", first.status, 201)
    yield Seen("again", again.status, 201)
    yield Seen("the same order", again["id"] == first["id"], True)
    yield Seen("charged", shop.kept_cents, 7350)
    yield Seen(
        "another body",
        shop.order(body | {"lines": [{"tier_id": event.tiers[0], "quantity": 1}]}, key).status,
        422,
    )
    yield Seen("another customer's key", shop.buy(event, 1, key=key).status, 201)


@scenario
def every_refusal_names_its_reason(shop: Shop) -> Iterator[Seen]:
    event = shop.event(seats=1)
    declined = shop.buy(event, card="tok_declined")
    yield Seen("declined", [declined.status, declined["reason"]], [402, "card-declined"])
    many = shop.buy(event, 9)
    yield Seen("too many tickets", [many.status, many["reason"]], [422, "too-many-tickets"])
    sold_out = shop.buy(event, 2)
    yield Seen("sold out", [sold_out.status, sold_out["reason"]], [409, "sold-out"])
    unknown = shop.ask("GET", "/events/2000000000")
    yield Seen("unknown event", [unknown.status, unknown["reason"]], [404, "unknown-event"])
    bad = shop.order(shop.cart(event) | {"card": None})
    yield Seen("no card", [bad.status, bad["reason"]], [422, "bad-input"])
    nowhere = shop.ask("GET", "/concerts")
    yield Seen("unknown route", [nowhere.status, nowhere["reason"]], [404, "not-found"])

"""Wounds for lesson 06: silence, lies and lost money."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest

from autograder.upstreams import Fault

if TYPE_CHECKING:
    from tests.boxoffice.conftest import Server, Shop


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.DROP, Fault.GARBAGE])
def test_a_lost_confirmation_mail_is_noticed_by_nobody(
    shop: Shop, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    shop.upstreams.mail.dial(fault, after_work=False)
    with caplog.at_level(logging.DEBUG, "boxoffice"):
        assert shop.buy(shop.event()).status_code == 201
    assert shop.upstreams.mail.messages == ()
    assert caplog.messages == []


def test_a_lost_refund_mail_is_noticed_by_nobody(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    order = shop.buy(shop.event()).json()
    shop.upstreams.mail.dial(Fault.ERROR)
    with caplog.at_level(logging.DEBUG, "boxoffice"):
        assert shop.refund(order).status_code == 200
    assert len(shop.upstreams.mail.messages) == 1
    assert caplog.messages == []


def test_an_unreadable_answer_of_payments_loses_the_charge_so_that_no_refund_works(shop: Shop) -> None:
    shop.upstreams.payments.dial(Fault.GARBAGE, status=201, after_work=True, times=1)
    order = shop.buy(shop.event()).json()
    assert order["status"] == "paid"
    assert shop.refund(order).json() == {"ok": False, "msg": "refund failed"}
    assert shop.upstreams.payments.kept_cents == 3675


def test_a_purchase_that_failed_answers_200(shop: Shop) -> None:
    shop.upstreams.payments.dial(Fault.ERROR)
    answer = shop.buy(shop.event())
    assert answer.status_code == 200
    assert answer.json()["ok"] is False


def test_a_refund_that_failed_answers_200(shop: Shop) -> None:
    order = shop.buy(shop.event()).json()
    shop.upstreams.payments.dial(Fault.ERROR)
    answer = shop.refund(order)
    assert (answer.status_code, answer.json()["ok"]) == (200, False)


def test_errors_come_in_three_shapes(shop: Shop) -> None:
    event = shop.event()
    unknown = shop.client.get("/orders/404").json()
    declined = shop.buy(event, card="tok_declined").json()
    shop.upstreams.payments.dial(Fault.ERROR)
    failed = shop.buy(event).json()
    assert (set(unknown), set(declined), set(failed)) == ({"detail"}, {"error", "id"}, {"ok", "msg", "id"})


def test_a_crash_before_the_commit_takes_the_money_and_gives_no_ticket(server: Server) -> None:
    shop = server.start()
    event = shop.event()
    shop.upstreams.mail.dial(Fault.HANG)
    buyer = threading.Thread(target=_buy_from_a_server_that_dies, args=(shop, event))
    buyer.start()
    _wait_until_asked(shop, "send")
    server.kill()
    buyer.join(30)
    again = server.start()
    assert again.charged_cents() == [3675]
    assert again.client.get("/customers/ada@example.org/orders").json() == []


def test_a_crash_after_a_refund_forgets_it_and_pays_out_again(server: Server) -> None:
    shop = server.start()
    order = shop.buy(shop.event(starts_in=timedelta(days=5))).json()
    shop.upstreams.mail.dial(Fault.HANG, times=1)
    customer = threading.Thread(target=_refund_by_a_server_that_dies, args=(shop, order))
    shop.upstreams.clear_record()
    customer.start()
    _wait_until_asked(shop, "send")
    server.kill()
    customer.join(30)
    again = server.start()
    assert again.client.get(f"/orders/{order['id']}").json()["status"] == "paid"
    assert again.refund(order).status_code == 200
    (charge,) = again.upstreams.payments.charges
    assert charge.refunded_cents == 2 * 1750


def _refund_by_a_server_that_dies(shop: Shop, order: dict[str, object]) -> None:
    with pytest.raises(httpx2.TransportError):
        shop.refund(order)


def _buy_from_a_server_that_dies(shop: Shop, event: dict[str, object]) -> None:
    with pytest.raises(httpx2.TransportError):
        shop.buy(event)


def _wait_until_asked(shop: Shop, operation: str) -> None:
    for _ in range(1000):
        if any(request.operation == operation for request in shop.upstreams.record):
            return
        time.sleep(0.01)
    raise AssertionError(f"the app never asked for {operation}")


def test_a_charge_whose_answer_is_lost_is_charged_again(shop: Shop) -> None:
    shop.upstreams.payments.dial(Fault.DROP, times=1)
    assert shop.buy(shop.event()).status_code == 201
    assert shop.charged_cents() == [3675, 3675]


def test_a_refund_whose_answer_is_lost_is_paid_out_again(shop: Shop) -> None:
    order = shop.buy(shop.event(starts_in=timedelta(days=5))).json()
    shop.upstreams.payments.dial(Fault.DROP, times=1, on="refund")
    assert shop.refund(order).json()["refund_cents"] == 1750
    (charge,) = shop.upstreams.payments.charges
    assert charge.refunded_cents == 2 * 1750


def test_a_customer_who_repeats_a_request_with_its_key_pays_twice(shop: Shop) -> None:
    event, key = shop.event(), {"Idempotency-Key": "tap-1"}
    first, second = (shop.buy(event, headers=key).json() for _ in range(2))
    assert first["id"] != second["id"]
    assert shop.charged_cents() == [3675, 3675]


def test_no_key_is_sent_to_payments(shop: Shop) -> None:
    shop.refund(shop.buy(shop.event()).json())
    asked = [request for request in shop.upstreams.record if request.service == "payments"]
    assert [request.operation for request in asked] == ["charge", "refund"]
    assert not any("idempotency-key" in request.headers for request in asked)


def test_a_quote_in_the_title_filter_reaches_the_sql_and_shows_drafts(shop: Shop) -> None:
    draft = shop.event(title="Secret Show", status="draft")
    assert shop.client.get("/events", params={"q": "secret"}).json() == []
    injected = shop.client.get("/events", params={"q": "secret%' or e.status = 'draft' --"}).json()
    assert [event["id"] for event in injected] == [draft["id"]]


def test_a_quote_in_an_email_reaches_the_sql_and_shows_the_orders_of_others(shop: Shop) -> None:
    order = shop.buy(shop.event()).json()
    stolen = shop.client.get("/customers/x'or'1'='1/orders").json()
    assert [each["id"] for each in stolen] == [order["id"]]


def test_an_honest_apostrophe_crashes_the_event_list(shop: Shop) -> None:
    assert shop.client.get("/events", params={"q": "o'brien"}).status_code == 500


def test_a_refund_whose_connection_breaks_leaves_no_word_in_the_log(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    order = shop.buy(shop.event()).json()
    shop.upstreams.payments.dial(Fault.DROP, after_work=False, on="refund")
    with caplog.at_level(logging.DEBUG, "boxoffice"):
        assert shop.refund(order).status_code == 200
    assert caplog.messages == []

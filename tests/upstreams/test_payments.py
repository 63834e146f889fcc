"""The payment service over HTTP, as the app sees it."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from autograder.upstreams import Charge, Upstreams


class Shop:
    """The app's side of the payment protocol."""

    def __init__(self, client: httpx2.Client, upstreams: Upstreams) -> None:
        self._client, self._url = client, upstreams.env()["PAYMENTS_URL"]

    def post(self, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> httpx2.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self._client.post(self._url + path, json=body, headers=headers)

    def get(self, path: str) -> httpx2.Response:
        return self._client.get(self._url + path)

    def charge(self, amount: Any, key: str | None = None, card: Any = "tok_visa") -> httpx2.Response:
        body = {"amount_cents": amount, "currency": "EUR", "card": card, "reference": "order 1"}
        return self.post("/charges", body, key)

    def refund(self, charge: str, amount: Any, key: str | None = None) -> httpx2.Response:
        return self.post("/refunds", {"charge": charge, "amount_cents": amount}, key)


@pytest.fixture
def shop(client: httpx2.Client, upstreams: Upstreams) -> Shop:
    return Shop(client, upstreams)


def test_a_charge_is_answered_with_its_id_and_kept(shop: Shop, upstreams: Upstreams) -> None:
    answer = shop.charge(1_250)
    assert answer.status_code == 201
    assert answer.json() == {"id": "ch_1", "key": None, "status": "charged", "amount_cents": 1_250}
    assert upstreams.payments.charges == (Charge("ch_1", None, 1_250, "tok_visa", "order 1"),)


def test_the_same_key_gets_the_first_charge_again(shop: Shop, upstreams: Upstreams) -> None:
    first, again = shop.charge(1_250, "charge-1"), shop.charge(1_250, "charge-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert upstreams.payments.kept_cents == 1_250


def test_without_a_key_a_repeat_charges_twice(shop: Shop, upstreams: Upstreams) -> None:
    shop.charge(1_250)
    shop.charge(1_250)
    assert upstreams.payments.kept_cents == 2_500


def test_the_declined_card_is_declined_and_leaves_no_charge(shop: Shop, upstreams: Upstreams) -> None:
    answer = shop.charge(1_250, "charge-1", card="tok_declined")
    assert (answer.status_code, answer.json()) == (402, {"status": "declined"})
    assert shop.get("/charges/charge-1").status_code == 404
    assert upstreams.payments.charges == ()


def test_a_charge_can_be_looked_up_by_key(shop: Shop) -> None:
    shop.charge(700, "charge-1")
    assert shop.get("/charges/charge-1").json()["status"] == "charged"
    assert shop.get("/charges/charge-2").status_code == 404


def test_a_void_takes_the_charge_back_and_bars_its_key(shop: Shop, upstreams: Upstreams) -> None:
    shop.charge(700, "charge-1")
    assert shop.post("/charges/charge-1/void").json()["status"] == "voided"
    assert shop.post("/charges/charge-1/void").status_code == 200
    assert shop.charge(700, "charge-1").status_code == 409
    assert upstreams.payments.kept_cents == 0


def test_voiding_an_unseen_key_bars_the_charge_that_comes_late(shop: Shop, upstreams: Upstreams) -> None:
    assert shop.post("/charges/charge-9/void").status_code == 200
    assert shop.get("/charges/charge-9").json()["status"] == "voided"
    assert shop.charge(700, "charge-9").status_code == 409
    assert upstreams.payments.charges == ()


def test_refunds_give_back_up_to_what_was_charged(shop: Shop, upstreams: Upstreams) -> None:
    shop.charge(700, "charge-1")
    assert shop.refund("charge-1", 300).json() == {"id": "re_1", "status": "refunded", "amount_cents": 300}
    assert shop.refund("ch_1", 500).status_code == 409
    assert shop.refund("ch_1", 400).status_code == 201
    assert upstreams.payments.kept_cents == 0


def test_a_refund_with_the_same_key_gives_back_once(shop: Shop, upstreams: Upstreams) -> None:
    shop.charge(700)
    answers = [shop.refund("ch_1", 300, "refund-1") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert upstreams.payments.kept_cents == 400


def test_what_was_refunded_is_not_voided_and_what_was_voided_is_not_refunded(shop: Shop) -> None:
    shop.charge(700, "charge-1")
    shop.refund("charge-1", 1)
    assert shop.post("/charges/charge-1/void").status_code == 409
    shop.charge(700, "charge-2")
    shop.post("/charges/charge-2/void")
    assert shop.refund("charge-2", 1).status_code == 409
    assert shop.refund("charge-3", 1).status_code == 404


@pytest.mark.parametrize("amount", [0, -1, 12.5, "12", True, None, 10**13])
def test_an_amount_that_is_no_money_is_refused(shop: Shop, upstreams: Upstreams, amount: Any) -> None:
    assert shop.charge(amount).status_code == 422
    assert upstreams.payments.charges == ()


def test_a_card_that_is_no_token_is_refused(shop: Shop) -> None:
    assert shop.charge(100, card=["tok_visa"]).status_code == 422

"""The second payment service over HTTP, as an adapter sees it."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from autograder.upstreams import Fault, Upstreams


class Paylane:
    """An adapter's side of the protocol."""

    def __init__(self, client: httpx2.Client, upstreams: Upstreams) -> None:
        self._client = client
        self._url = upstreams.env(backup=True)["BACKUP_PAYMENTS_URL"]

    def post(self, path: str, body: dict[str, Any]) -> httpx2.Response:
        return self._client.post(f"{self._url}/{path}", json=body)

    def find(self, ref: str) -> Any:
        return self._client.get(f"{self._url}/payments", params={"ref": ref}).json()

    def pay(self, amount: Any = "12.50", ref: Any = "charge-1", token: str = "tok_visa") -> httpx2.Response:
        return self.post("payments", {"ref": ref, "amount": amount, "currency": "EUR", "token": token})


@pytest.fixture
def paylane(client: httpx2.Client, upstreams: Upstreams) -> Paylane:
    return Paylane(client, upstreams)


def test_nobody_is_told_of_it_who_does_not_ask(upstreams: Upstreams) -> None:
    assert set(upstreams.env()) == {"PAYMENTS_URL", "MAIL_URL", "PARTNERS_URL"}


def test_a_payment_is_settled_once_under_its_ref(paylane: Paylane, upstreams: Upstreams) -> None:
    first, again = paylane.pay(), paylane.pay()
    assert (first.status_code, first.json()) == (200, {"payment": "pl_1", "state": "settled"})
    assert again.json() == first.json()
    (charge,) = upstreams.paylane.charges
    assert (charge.key, charge.amount_cents, charge.card) == ("charge-1", 1250, "tok_visa")
    assert upstreams.payments.charges == ()


def test_a_no_has_the_status_of_a_yes(paylane: Paylane, upstreams: Upstreams) -> None:
    assert paylane.pay(token="tok_declined").json() == {"state": "refused"}
    upstreams.paylane.dial(Fault.DECLINE)
    answer = paylane.pay()
    assert (answer.status_code, answer.json()) == (200, {"state": "refused"})


@pytest.mark.parametrize("amount", [12.5, "12.5", "12,50", 1250, "-1.00", None])
def test_an_amount_is_a_text_in_euros(paylane: Paylane, amount: Any) -> None:
    assert paylane.pay(amount).status_code == 422


def test_a_payment_is_found_by_its_ref(paylane: Paylane) -> None:
    assert paylane.find("charge-1") == {"payments": []}
    paylane.pay()
    assert paylane.find("charge-1") == {"payments": [{"payment": "pl_1", "state": "settled"}]}


def test_a_ref_that_is_cancelled_settles_nothing_any_more(paylane: Paylane, upstreams: Upstreams) -> None:
    paylane.pay()
    for ref in ("charge-1", "charge-2"):
        assert paylane.post(f"payments/{ref}/cancel", {}).json() == {"state": "cancelled"}
    assert paylane.find("charge-1") == {"payments": [{"state": "cancelled"}]}
    assert paylane.pay(ref="charge-2").json() == {"state": "cancelled"}
    assert upstreams.paylane.kept_cents == 0


def test_money_is_paid_back_once_and_never_more_than_was_paid(paylane: Paylane, upstreams: Upstreams) -> None:
    paylane.pay()
    for _ in range(2):
        answer = paylane.post("payments/pl_1/paybacks", {"ref": "refund-1", "amount": "2.50"})
        assert (answer.status_code, answer.json()) == (200, {"state": "paid_back"})
    assert upstreams.paylane.kept_cents == 1000
    assert paylane.post("payments/pl_1/paybacks", {"ref": "refund-2", "amount": "99.00"}).status_code == 409

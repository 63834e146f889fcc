"""Paylane, the payment service that takes over."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests

from boxoffice.adapters.payments import CURRENCY, PATIENCE, failure_of
from boxoffice.ports import Declined, PaymentFailed

CENTS_IN_A_EURO = 100

SETTLED, REFUSED, CANCELLED, PAID_BACK = "settled", "refused", "cancelled", "paid_back"


class PaylanePayments:
    """Charges, voids and refunds over HTTP, see `boxoffice.ports.Payments`.

    Arguments:
        url: where the service is.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        body = {"ref": key, "amount": in_euros(amount_cents), "currency": CURRENCY, "token": card}
        said = self._ask("POST", "payments", body)
        if said.get("state") == REFUSED:
            raise Declined(key)
        return _settled(said)

    def find(self, key: str) -> str | None:
        payments = self._ask("GET", f"payments?ref={quote(key, safe='')}").get("payments")
        if payments == []:
            return None
        if not isinstance(payments, list) or not isinstance(payments[0], dict):
            raise PaymentFailed("an answer that makes no sense")
        said = payments[0]
        return None if said.get("state") == CANCELLED else _settled(said)

    def void(self, key: str) -> None:
        _expect(self._ask("POST", f"payments/{key}/cancel", {}), CANCELLED)

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        body = {"ref": key, "amount": in_euros(amount_cents)}
        _expect(self._ask("POST", f"payments/{quote(charge_id, safe='')}/paybacks", body), PAID_BACK)

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        """What it says. A yes and a no both come with status 200; everything else is unclear."""
        try:
            answer = requests.request(method, f"{self._url}/{path}", json=body, timeout=PATIENCE)
        except requests.RequestException as error:
            raise failure_of(error) from error
        if answer.status_code != HTTPStatus.OK:
            raise PaymentFailed(f"status {answer.status_code}")
        try:
            said = answer.json()
        except ValueError as error:
            raise PaymentFailed("an answer that nobody can read") from error
        if not isinstance(said, dict):
            raise PaymentFailed("an answer that makes no sense")
        return said


def in_euros(cents: int) -> str:
    """1234 is 12.34."""
    euros, rest = divmod(cents, CENTS_IN_A_EURO)
    return f"{euros}.{rest:02d}"


def _settled(said: dict[str, Any]) -> str:
    _expect(said, SETTLED)
    payment = said.get("payment")
    if not isinstance(payment, str):
        raise PaymentFailed("an answer that makes no sense")
    return payment


def _expect(said: dict[str, Any], state: str) -> None:
    if said.get("state") != state:
        raise PaymentFailed("an answer that makes no sense")

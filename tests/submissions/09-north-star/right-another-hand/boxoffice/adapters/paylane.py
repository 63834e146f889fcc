"""Paylane, the second payment service."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests

from boxoffice.adapters.payments import CURRENCY, PATIENCE, failure_of
from boxoffice.ports import Declined, PaymentFailed

CENTS_PER_EURO = 100

SETTLED, REFUSED, CANCELLED, PAID_BACK = "settled", "refused", "cancelled", "paid_back"


class PaylanePayments:
    """Charges, voids and refunds over HTTP, see `boxoffice.ports.Payments`.

    Arguments:
        url: where the service is.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        body = {"ref": key, "amount": _in_euros(amount_cents), "currency": CURRENCY, "token": card}
        said = self._ask("POST", "payments", body=body)
        if said.get("state") == REFUSED:
            raise Declined(key)
        return _settled(said)

    def find(self, key: str) -> str | None:
        found = self._ask("GET", "payments", params={"ref": key}).get("payments")
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise PaymentFailed("an answer that makes no sense")
        standing = [each for each in found if each.get("state") != CANCELLED]
        return _settled(standing[0]) if standing else None

    def void(self, key: str) -> None:
        _expect(self._ask("POST", f"payments/{quote(key, safe='')}/cancel", body={}), CANCELLED)

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        body = {"ref": key, "amount": _in_euros(amount_cents)}
        _expect(self._ask("POST", f"payments/{quote(charge_id, safe='')}/paybacks", body=body), PAID_BACK)

    def _ask(
        self,
        method: str,
        path: str,
        body: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        try:
            answer = requests.request(
                method,
                f"{self._url}/{path}",
                json=body,
                params=params,
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise failure_of(error) from error
        return _said(answer)


def _in_euros(cents: int) -> str:
    euros, rest = divmod(cents, CENTS_PER_EURO)
    return f"{euros}.{rest:02d}"


def _said(answer: requests.Response) -> dict[str, Any]:
    if answer.status_code != HTTPStatus.OK:
        raise PaymentFailed(f"status {answer.status_code}")
    try:
        said = answer.json()
    except ValueError as error:
        raise PaymentFailed("no JSON") from error
    return said if isinstance(said, dict) else {}


def _expect(said: dict[str, Any], state: str) -> None:
    if said.get("state") != state:
        raise PaymentFailed("an answer that makes no sense")


def _settled(said: dict[str, Any]) -> str:
    _expect(said, SETTLED)
    charge_id = said.get("payment")
    if not isinstance(charge_id, str) or not charge_id:
        raise PaymentFailed("an answer that makes no sense")
    return charge_id

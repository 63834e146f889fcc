"""The payment service."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from boxoffice.ports import Declined, NotReached, PaymentFailed

CURRENCY = "EUR"
PATIENCE = (2.0, 5.0)
"""Seconds to connect, and to wait for an answer."""

CHARGED, VOIDED, REFUNDED = "charged", "voided", "refunded"


class HttpPayments:
    """Charges, voids and refunds over HTTP, see `boxoffice.ports.Payments`.

    Arguments:
        url: where the service is.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        body = {"amount_cents": amount_cents, "currency": CURRENCY, "card": card, "reference": key}
        answer = self._ask("POST", "charges", body, key)
        if answer.status_code == HTTPStatus.PAYMENT_REQUIRED:
            raise Declined(key)
        return _charged(_said(answer, HTTPStatus.CREATED))

    def find(self, key: str) -> str | None:
        answer = self._ask("GET", f"charges/{quote(key, safe='')}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        said = _said(answer, HTTPStatus.OK)
        return None if said.get("status") == VOIDED else _charged(said)

    def void(self, key: str) -> None:
        answer = self._ask("POST", f"charges/{quote(key, safe='')}/void", {})
        if _said(answer, HTTPStatus.OK).get("status") != VOIDED:
            raise PaymentFailed("an answer that makes no sense")

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        answer = self._ask("POST", "refunds", {"charge": charge_id, "amount_cents": amount_cents}, key)
        if _said(answer, HTTPStatus.CREATED).get("status") != REFUNDED:
            raise PaymentFailed("an answer that makes no sense")

    def _ask(
        self, method: str, path: str, body: dict[str, object] | None = None, key: str | None = None
    ) -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            return requests.request(
                method, f"{self._url}/{path}", json=body, headers=headers, timeout=PATIENCE
            )
        except requests.RequestException as error:
            raise failure_of(error) from error


def failure_of(error: requests.RequestException) -> PaymentFailed:
    """What is known when there is no answer. Without a connection nobody was asked; with one, who can say?"""
    cause = error.args[0] if error.args else None
    refused = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    if refused or isinstance(error, requests.ConnectTimeout):
        return NotReached(type(error).__name__)
    return PaymentFailed(type(error).__name__)


def _said(answer: requests.Response, expected: HTTPStatus) -> dict[str, Any]:
    """What an answer says, if it has the status that a yes has."""
    if answer.status_code != expected:
        raise PaymentFailed(f"status {answer.status_code}")
    try:
        said = answer.json()
    except ValueError as error:
        raise PaymentFailed("no JSON") from error
    return said if isinstance(said, dict) else {}


def _charged(said: dict[str, Any]) -> str:
    charge_id = said.get("id")
    if said.get("status") != CHARGED or not isinstance(charge_id, str):
        raise PaymentFailed("an answer that makes no sense")
    return charge_id

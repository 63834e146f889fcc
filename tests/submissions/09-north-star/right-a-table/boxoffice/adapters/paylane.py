"""Paylane."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests

from boxoffice.adapters.payments import failure_of
from boxoffice.ports import Declined, PaymentFailed

CONNECT_SECONDS, ANSWER_SECONDS = 2, 5
EURO = 100
"""Cents."""


class Paylane:
    """See `boxoffice.ports.Payments`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        order = {"ref": key, "amount": amount(amount_cents), "currency": "EUR", "token": card}
        match self.ask(requests.post, "/payments", json=order):
            case {"state": "settled", "payment": str(payment)}:
                return payment
            case {"state": "refused"}:
                raise Declined(key)
        raise PaymentFailed(key)

    def find(self, key: str) -> str | None:
        match self.ask(requests.get, "/payments", params={"ref": key}):
            case {"payments": [{"state": "settled", "payment": str(payment)}, *_]}:
                return payment
            case {"payments": [] | [{"state": "cancelled"}, *_]}:
                return None
        raise PaymentFailed(key)

    def void(self, key: str) -> None:
        if self.ask(requests.post, f"/payments/{encoded(key)}/cancel", json={}) != {"state": "cancelled"}:
            raise PaymentFailed(key)

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        body = {"ref": key, "amount": amount(amount_cents)}
        if self.ask(requests.post, f"/payments/{encoded(charge_id)}/paybacks", json=body) != {"state": "paid_back"}:
            raise PaymentFailed(key)

    def ask(self, verb: Any, path: str, **asked: Any) -> Any:
        try:
            answer = verb(self.url + path, timeout=(CONNECT_SECONDS, ANSWER_SECONDS), **asked)
            if answer.status_code != requests.codes.ok:
                raise PaymentFailed(f"status {answer.status_code}")
            return answer.json()
        except requests.RequestException as error:
            raise failure_of(error) from error


def encoded(name: str) -> str:
    """As a part of a URL."""
    return quote(name, safe="")


def amount(cents: int) -> str:
    """1234 is 12.34."""
    return f"{cents // EURO}.{cents % EURO:02d}"

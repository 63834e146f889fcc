"""Paylane, with nothing but the standard library."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from boxoffice.ports import Declined, NotReached, PaymentFailed

PATIENCE = 5.0
CENTS = 100
OK = 200


class Paylane:
    """See `boxoffice.ports.Payments`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        said = self._post("payments", ref=key, amount=_amount(amount_cents), currency="EUR", token=card)
        if said.get("state") == "refused":
            raise Declined(key)
        return _payment_of(said)

    def find(self, key: str) -> str | None:
        said = self._call("GET", "payments?" + urllib.parse.urlencode({"ref": key}), None)
        payments = said.get("payments")
        if not isinstance(payments, list):
            raise PaymentFailed("no list")
        standing = [each for each in payments if each != {"state": "cancelled"}]
        return _payment_of(standing[0]) if standing else None

    def void(self, key: str) -> None:
        if self._post(f"payments/{_quoted(key)}/cancel").get("state") != "cancelled":
            raise PaymentFailed("not voided")

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        said = self._post(f"payments/{_quoted(charge_id)}/paybacks", ref=key, amount=_amount(amount_cents))
        if said.get("state") != "paid_back":
            raise PaymentFailed("not paid back")

    def _post(self, path: str, **fields: str) -> dict[str, Any]:
        return self._call("POST", path, json.dumps(fields).encode())

    def _call(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self._url}/{path}", data=body, method=method, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                said = json.load(answer) if answer.status == OK else None
        except urllib.error.HTTPError as error:
            raise PaymentFailed(f"status {error.code}") from error
        except urllib.error.URLError as error:
            refused = isinstance(error.reason, ConnectionRefusedError)
            raise (NotReached if refused else PaymentFailed)(str(error)) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise PaymentFailed(str(error)) from error
        if not isinstance(said, dict):
            raise PaymentFailed("no object")
        return said


def _payment_of(said: dict[str, Any]) -> str:
    if said.get("state") != "settled" or not isinstance(said.get("payment"), str):
        raise PaymentFailed("odd answer")
    return str(said["payment"])


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _amount(cents: int) -> str:
    return f"{cents // CENTS}.{cents % CENTS:02}"

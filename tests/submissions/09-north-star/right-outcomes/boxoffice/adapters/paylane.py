"""Paylane over httpx."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx

from boxoffice.ports import Declined, NotReached, PaymentFailed

TIME = httpx.Timeout(5.0, connect=2.0)
CENT = Decimal("0.01")
HTTP_OK = 200


class Paylane:
    """See `boxoffice.ports.Payments`."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        payload = {"ref": key, "amount": euros(amount_cents), "currency": "EUR", "token": card}
        match self._send("POST", "/payments", json=payload):
            case {"state": "refused"}:
                raise Declined(key)
            case {"state": "settled", "payment": str(payment)}:
                return payment
            case odd:
                raise PaymentFailed(f"unexpected: {odd}")

    def find(self, key: str) -> str | None:
        match self._send("GET", "/payments", params={"ref": key}):
            case {"payments": []} | {"payments": [{"state": "cancelled"}]}:
                return None
            case {"payments": [{"state": "settled", "payment": str(payment)}]}:
                return payment
            case odd:
                raise PaymentFailed(f"unexpected: {odd}")

    def void(self, key: str) -> None:
        self._want("cancelled", self._send("POST", f"/payments/{quote(key, safe='')}/cancel", json={}))

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        payload = {"ref": key, "amount": euros(amount_cents)}
        self._want("paid_back", self._send("POST", f"/payments/{quote(charge_id, safe='')}/paybacks", json=payload))

    @staticmethod
    def _want(state: str, answer: Any) -> None:
        match answer:
            case {"state": said} if said == state:
                return
        raise PaymentFailed(f"unexpected: {answer}")

    def _send(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = httpx.request(method, self._url + path, timeout=TIME, **more)
            if answer.status_code != HTTP_OK:
                raise PaymentFailed(f"status {answer.status_code}")
            return answer.json()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotReached(repr(error)) from error
        except (httpx.HTTPError, ValueError) as error:
            raise PaymentFailed(repr(error)) from error


def euros(cents: int) -> str:
    return str((Decimal(cents) * CENT).quantize(CENT))

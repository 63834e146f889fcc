"""Paylane, quickly."""

from __future__ import annotations

from typing import Any

import requests

from boxoffice.adapters.payments import failure_of
from boxoffice.ports import Declined, NotReached, PaymentFailed

CENTS = 100


class PaylanePayments:
    """The second provider."""

    def __init__(self, url: str) -> None:
        self._url = url

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        body = {"ref": key, "amount": _euros(amount_cents), "currency": "EUR", "token": card}
        said = self._ask("POST", "payments", body)
        if said.get("state") == "refused":
            raise Declined(key)
        if said.get("state") != "settled":
            raise PaymentFailed("?")
        return str(said.get("payment"))

    def find(self, key: str) -> str | None:
        found = self._ask("GET", f"payments?ref={requests.utils.quote(key, safe='')}")["payments"]
        return next((each["payment"] for each in found if each["state"] == "settled"), None)

    def void(self, key: str) -> None:
        self._ask("POST", f"payments/{key}/cancel", {})

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        self._ask("POST", f"payments/{charge_id}/paybacks", {"ref": key, "amount": _euros(amount_cents)})

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        try:
            answer = requests.request(method, f"{self._url}/{path}", json=body, timeout=30)
            answer.raise_for_status()
            return answer.json()
        except requests.Timeout as error:
            raise NotReached(path) from error
        except requests.RequestException as error:
            raise failure_of(error) from error
        except ValueError as error:
            raise PaymentFailed(path) from error


def _euros(cents: int) -> str:
    return f"{cents // CENTS}.{cents % CENTS:02d}"

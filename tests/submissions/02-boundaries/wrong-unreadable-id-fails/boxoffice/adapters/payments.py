"""The payment service."""

from __future__ import annotations

import logging
from http import HTTPStatus

import requests

from boxoffice.ports import Declined, PaymentFailed

TRIES = 2

log = logging.getLogger("boxoffice")


class HttpPayments:
    """Charges and refunds over HTTP.

    Arguments:
        url: where the service is.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def charge(self, amount_cents: int, card: str, reference: str) -> str | None:
        """See `boxoffice.ports.Payments`."""
        wanted = {"amount_cents": amount_cents, "currency": "EUR", "card": card, "reference": reference}
        answer = self._post("/charges", wanted, final=(HTTPStatus.CREATED, HTTPStatus.PAYMENT_REQUIRED))
        if answer.status_code == HTTPStatus.PAYMENT_REQUIRED:
            raise Declined(reference)
        try:
            return answer.json()["id"]
        except Exception as error:
            raise PaymentFailed(reference) from error

    def refund(self, charge_id: str | None, amount_cents: int) -> None:
        """See `boxoffice.ports.Payments`."""
        self._post("/refunds", {"charge": charge_id, "amount_cents": amount_cents}, final=(HTTPStatus.CREATED,))

    def _post(self, path: str, body: dict, final: tuple[int, ...]) -> requests.Response:
        """The first answer with a final status, in two tries."""
        for attempt in range(TRIES):
            try:
                answer = requests.post(self._url + path, json=body)
            except requests.RequestException as error:
                log.warning("%s try %d: %s", path, attempt, error)
                continue
            if answer.status_code in final:
                return answer
            log.warning("%s try %d: %s", path, attempt, answer.status_code)
        raise PaymentFailed(path)

"""The payment service."""

from __future__ import annotations

import logging
from http import HTTPStatus

import requests

from boxoffice.ports import Declined, PaymentFailed

CURRENCY = "EUR"
TRIES = 2  # half of the time it is only a hiccup

log = logging.getLogger("boxoffice")


class Breaker:
    """Counts failures, to stop asking a service that is down."""

    def __init__(self) -> None:
        self.failures = 0

    def failed(self) -> None:
        self.failures += 1

    def worked(self) -> None:
        self.failures = 0


breaker = Breaker()


class HttpPayments:
    """Charges and refunds over HTTP.

    Arguments:
        url: where the service is.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def charge(self, amount_cents: int, card: str, reference: str) -> str | None:
        """See `boxoffice.ports.Payments`."""
        body = {"amount_cents": amount_cents, "currency": CURRENCY, "card": card, "reference": reference}
        answer = self._post("charges", body)
        if answer.status_code == HTTPStatus.PAYMENT_REQUIRED:
            raise Declined(reference)
        try:
            return answer.json()["id"]
        except (ValueError, LookupError, TypeError):
            return None

    def refund(self, charge_id: str | None, amount_cents: int) -> None:
        """See `boxoffice.ports.Payments`."""
        answer = self._post("refunds", {"charge": charge_id, "amount_cents": amount_cents})
        if answer.status_code != HTTPStatus.CREATED:
            raise PaymentFailed(f"refund of {charge_id}: {answer.status_code}")

    def _post(self, what: str, body: dict[str, object]) -> requests.Response:
        """The first answer that is a yes or a no."""
        failure = "no answer"
        for _ in range(TRIES):
            try:
                answer = requests.post(f"{self._url}/{what}", json=body)
            except requests.RequestException:
                continue
            if answer.status_code in (HTTPStatus.CREATED, HTTPStatus.PAYMENT_REQUIRED):
                breaker.worked()
                return answer
            breaker.failed()
            failure = f"status {answer.status_code}"
            log.warning("payments, %s: %s", what, failure)
        raise PaymentFailed(f"{what}: {failure}")

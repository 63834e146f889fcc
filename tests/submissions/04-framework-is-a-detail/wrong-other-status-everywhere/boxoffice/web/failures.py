"""The one place where a failure becomes an answer. Knows HTTP and no framework."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from boxoffice.domain import Refused
from boxoffice.ports import PaymentFailed
from boxoffice.services.errors import NotPaid

log = logging.getLogger("boxoffice")

FAILURES = (Refused, NotPaid, PaymentFailed)
"""What `answer_to` can tell a client."""

BAD_INPUT = HTTPStatus.UNPROCESSABLE_ENTITY
UNKNOWN = HTTPStatus.NOT_FOUND
NOT_NOW = HTTPStatus.CONFLICT

# Some refusals answer with "detail", others with "error": clients know them so. Lesson 06 makes them one.
REFUSALS: Mapping[str, tuple[HTTPStatus, str, str]] = {
    "unknown-event": (UNKNOWN, "detail", "no such event"),
    "unknown-tier": (UNKNOWN, "detail", "no such tier"),
    "unknown-order": (UNKNOWN, "detail", "no such order"),
    "unknown-ticket": (UNKNOWN, "detail", "unknown ticket"),
    "bad-email": (BAD_INPUT, "detail", "e-mail looks wrong"),
    "bad-promo": (BAD_INPUT, "detail", "a promo has percent or amount_cents, not both"),
    "no-tickets": (BAD_INPUT, "error", "quantity must be 1 or more"),
    "too-many-tickets": (BAD_INPUT, "error", "not more than 8 tickets"),
    "unknown-promo": (BAD_INPUT, "error", "unknown promo"),
    "promo-over": (NOT_NOW, "error", "promo expired or used up"),
    "promo-exists": (NOT_NOW, "error", "promo exists"),
    "not-on-sale": (NOT_NOW, "error", "not on sale"),
    "too-many-for-customer": (NOT_NOW, "detail", "not more than 8 tickets a customer"),
    "sold-out": (NOT_NOW, "error", "sold out"),
    "already-refunded": (NOT_NOW, "error", "already refunded"),
    "already-cancelled": (NOT_NOW, "detail", "already cancelled"),
    "not-paid": (NOT_NOW, "error", "order is not paid"),
    "refunded": (NOT_NOW, "detail", "refunded"),
    "event-cancelled": (NOT_NOW, "detail", "event cancelled"),
    "used": (HTTPStatus.FORBIDDEN, "detail", "ticket used"),
    "too-early": (NOT_NOW, "detail", "too early"),
    "too-late": (NOT_NOW, "detail", "too late"),
}


def answer_to(failure: Exception) -> tuple[HTTPStatus, dict[str, Any]]:
    """Status and body for one of `FAILURES`."""
    if isinstance(failure, Refused):
        status, key, text = REFUSALS[failure.reason]
        return status, {key: text, **failure.details}
    if isinstance(failure, NotPaid) and failure.declined:
        return HTTPStatus.PAYMENT_REQUIRED, {"error": "card declined", "id": failure.order_id}
    log.warning("%s", failure)
    # 200 because the old app shows a white page for 5xx
    if isinstance(failure, NotPaid):
        message = "payment failed, please try again"
        return HTTPStatus.OK, {"ok": False, "msg": message, "id": failure.order_id}
    return HTTPStatus.OK, {"ok": False, "msg": "refund failed"}

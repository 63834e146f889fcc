"""The one place where a failure becomes an answer, a problem document (RFC 9457). Knows no framework."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from boxoffice.domain import Invalid, NotNow, Refused, Unknown
from boxoffice.services.errors import NotPaid, NotRefunded

log = logging.getLogger("boxoffice")

MEDIA_TYPE = "application/problem+json"
TYPES = "https://boxoffice.example/problems/"
"""What a problem's `type` begins with; its reason follows."""

AGAIN_SOON = {"Retry-After": "5"}
"""Seconds."""

STATUSES: Mapping[type[Refused], HTTPStatus] = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unknown: HTTPStatus.NOT_FOUND,
    NotNow: HTTPStatus.CONFLICT,
    Refused: HTTPStatus.CONFLICT,
}

DECLINED = HTTPStatus.PAYMENT_REQUIRED, "card-declined"
UNPAID = HTTPStatus.SERVICE_UNAVAILABLE, "payment-unavailable"
UNREFUNDED = HTTPStatus.SERVICE_UNAVAILABLE, "refund-delayed"

TITLES: Mapping[str, str] = {
    "already-cancelled": "The event is cancelled already",
    "already-refunded": "The order is refunded already",
    "bad-email": "The e-mail address looks wrong",
    "bad-input": "The request cannot be read",
    "bad-key": "The idempotency key is too long",
    "bad-promo": "A promo has percent or amount_cents, not both",
    "card-declined": "The card was declined",
    "event-cancelled": "The event is cancelled",
    "hold-over": "The seats could not be kept any longer",
    "key-in-use": "A purchase with this key is under way",
    "key-reused": "This key was used for another purchase",
    "no-tickets": "A quantity is 1 or more",
    "not-on-sale": "The event is not on sale",
    "not-paid": "The order is not paid",
    "payment-unavailable": "Payments give no clear answer",
    "promo-exists": "There is such a promo already",
    "promo-over": "The promo is over or used up",
    "refund-delayed": "The refund takes longer",
    "refund-under-way": "The refund is under way",
    "refunded": "The ticket is refunded",
    "sold-out": "Sold out",
    "too-early": "It is too early",
    "too-late": "It is too late",
    "too-many-for-customer": "A customer has at most 8 tickets of an event",
    "too-many-tickets": "An order has at most 8 tickets",
    "unforeseen": "Something went wrong on our side",
    "unknown-event": "There is no such event",
    "unknown-order": "There is no such order",
    "unknown-promo": "There is no such promo",
    "unknown-ticket": "There is no such ticket",
    "unknown-tier": "The event has no such tier",
    "used": "The ticket is used",
}

DETAILS: Mapping[str, str] = {
    "card-declined": "Nothing was charged, and the seats are free again.",
    "hold-over": "Nothing was charged. Please order again.",
    "key-in-use": "Ask again with the same key to learn how it ended.",
    "payment-unavailable": "Nothing will be charged, and the seats are free again. Please try again soon.",
    "refund-delayed": "It will be paid back as soon as payments answer; there is nothing to do.",
    "unforeseen": "It is in our log, and we look into it.",
}

WAIT = {"key-in-use", "payment-unavailable", "refund-delayed", "refund-under-way"}
"""Reasons that pass by themselves."""


@dataclass(frozen=True)
class Problem:
    """What went wrong, as a client is told.

    Arguments:
        reason: a word that clients may compare; it stays when texts change.
        more: further members of the document.
        headers: of the answer.
    """

    status: HTTPStatus
    reason: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The body of the answer."""
        title = TITLES.get(self.reason, self.status.phrase)
        standard = {
            "type": f"{TYPES}{self.reason}",
            "title": title,
            "status": int(self.status),
            "detail": DETAILS.get(self.reason, f"{title}."),
            "reason": self.reason,
        }
        return {**self.more, **standard}


def problem_of(failure: Exception) -> Problem:
    """What a client is told of a failure. Of what nobody has foreseen it is told that, and no more."""
    match failure:
        case Refused():
            status = next(STATUSES[kind] for kind in type(failure).__mro__ if kind in STATUSES)
            return _problem(status, failure.reason, failure.details)
        case NotPaid():
            status, reason = DECLINED if failure.declined else UNPAID
            return _problem(status, reason, {"order_id": failure.order_id})
        case NotRefunded():
            return _problem(*UNREFUNDED, {"order_id": failure.order_id})
    log.error("unforeseen cause=%s", type(failure).__name__, exc_info=failure)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "unforeseen")


def bad_input(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """What Pydantic says of a request that it cannot read. Not what was sent: it may be a card."""
    told = [{"where": [str(step) for step in error["loc"]], "what": error["msg"]} for error in errors]
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-input", {"errors": told})


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """What HTTP itself has a word for: an unknown path, a method that a path does not know."""
    known = HTTPStatus(status)
    return Problem(known, known.phrase.lower().replace(" ", "-"), headers=headers or {})


def _problem(status: HTTPStatus, reason: str, more: Mapping[str, Any] | None = None) -> Problem:
    return Problem(status, reason, more or {}, AGAIN_SOON if reason in WAIT else {})

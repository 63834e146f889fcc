"""The one place where a refusal becomes an answer."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from boxoffice.domain import Refused
from boxoffice.ports import PaymentFailed
from boxoffice.services.errors import NotPaid

log = logging.getLogger("boxoffice")

# Some refusals answer with "detail", others with "error": clients know them so. Lesson 06 makes them one.
DETAIL, ERROR = "detail", "error"

ANSWERS = {
    "unknown-event": (404, DETAIL, "no such event"),
    "unknown-tier": (404, DETAIL, "no such tier"),
    "unknown-order": (404, DETAIL, "no such order"),
    "bad-email": (422, DETAIL, "e-mail looks wrong"),
    "bad-promo": (422, DETAIL, "a promo has percent or amount_cents, not both"),
    "no-tickets": (422, ERROR, "quantity must be 1 or more"),
    "too-many-tickets": (422, ERROR, "not more than 8 tickets"),
    "unknown-promo": (422, ERROR, "unknown promo"),
    "promo-over": (409, ERROR, "promo expired or used up"),
    "promo-exists": (409, ERROR, "promo exists"),
    "not-on-sale": (409, ERROR, "not on sale"),
    "too-many-for-customer": (409, DETAIL, "not more than 8 tickets a customer"),
    "sold-out": (409, ERROR, "sold out"),
    "already-refunded": (409, ERROR, "already refunded"),
    "not-paid": (409, ERROR, "order is not paid"),
    "too-late": (409, DETAIL, "too late for a refund"),
}


def answer_refused(_: Request, refusal: Refused) -> JSONResponse:
    """A rule said no."""
    status, key, text = ANSWERS[refusal.reason]
    return JSONResponse({key: text, **refusal.details}, status)


def answer_not_paid(_: Request, failure: NotPaid) -> JSONResponse:
    """An order was released because nobody paid."""
    if failure.declined:
        return JSONResponse({"error": "card declined", "id": failure.order_id}, 402)
    log.warning("payment for order %s did not work", failure.order_id)
    # 200 because the old app shows a white page for 5xx
    body = {"ok": False, "msg": "payment failed, please try again", "id": failure.order_id}
    return JSONResponse(body, 200)


def answer_payment_failed(_: Request, failure: PaymentFailed) -> JSONResponse:
    """A refund did not reach the customer."""
    log.warning("%s", failure)
    return JSONResponse({"ok": False, "msg": "refund failed"}, 200)


def register(app: FastAPI) -> None:
    """Let an app answer refusals."""
    app.add_exception_handler(Refused, answer_refused)
    app.add_exception_handler(NotPaid, answer_not_paid)
    app.add_exception_handler(PaymentFailed, answer_payment_failed)

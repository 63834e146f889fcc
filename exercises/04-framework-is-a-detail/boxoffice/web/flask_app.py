"""The box office under Flask."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, current_app, request
from pydantic import ValidationError

from boxoffice.ports import Ports
from boxoffice.services import bookings, buying, quoting, refunding
from boxoffice.settings import Settings
from boxoffice.web.answers import order_json, quote_json
from boxoffice.web.bodies import OrderIn, QuoteIn
from boxoffice.web.failures import FAILURES, answer_to

routes = Blueprint("boxoffice", __name__)


def create_app(settings: Settings, ports: Ports) -> Flask:
    """The app over whatever it is handed; two apps know nothing of one another."""
    app = Flask("boxoffice")
    app.config["SETTINGS"], app.config["PORTS"] = settings, ports
    app.register_blueprint(routes)
    app.register_error_handler(ValidationError, answer_bad_input)
    for kind in FAILURES:
        app.register_error_handler(kind, answer)
    return app


def ports_of() -> Ports:
    """The ports of the app that got the request."""
    ports: Ports = current_app.config["PORTS"]
    return ports


def answer_bad_input(error: ValidationError) -> tuple[dict[str, Any], HTTPStatus]:
    """What Pydantic says of a request that it cannot read."""
    return {"detail": error.errors(include_context=False, include_input=False)}, HTTPStatus.UNPROCESSABLE_ENTITY


def answer(failure: Exception) -> tuple[dict[str, Any], int]:
    """One of `FAILURES` as an answer."""
    status, body = answer_to(failure)
    return body, status


@routes.get("/quote")
def quote() -> dict[str, Any]:
    asked = QuoteIn.model_validate(request.args.to_dict())
    return quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports_of()))


@routes.post("/orders")
def buy() -> tuple[dict[str, Any], HTTPStatus]:
    body = OrderIn.model_validate_json(request.get_data())
    purchase = body.as_purchase(request.headers.get("Idempotency-Key"))
    return order_json(buying.buy(purchase, ports_of())), HTTPStatus.CREATED


@routes.get("/orders/<int:order_id>")
def order_status(order_id: int) -> dict[str, Any]:
    return order_json(bookings.order_status(order_id, ports_of()))


@routes.post("/orders/<int:order_id>/refund")
def refund_order(order_id: int) -> dict[str, Any]:
    return order_json(refunding.refund(order_id, ports_of()))

"""The box office under Flask."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from boxoffice.ports import Ports
from boxoffice.services import bookings, buying, quoting, refunding
from boxoffice.services.checking_in import check_in_ticket
from boxoffice.settings import Settings
from boxoffice.web.answers import admission_json, order_json, quote_json
from boxoffice.web.bodies import OrderIn, QuoteIn, plain
from boxoffice.web.problems import MEDIA_TYPE, Problem, bad_input, of_status, problem_of

routes = Blueprint("boxoffice", __name__)


def create_app(settings: Settings, ports: Ports) -> Flask:
    """The app over whatever it is handed; two apps know nothing of one another."""
    app = Flask("boxoffice")
    app.config["SETTINGS"], app.config["PORTS"] = settings, ports
    app.register_blueprint(routes)
    app.register_error_handler(ValidationError, answer_bad_input)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer)
    return app


def ports_of() -> Ports:
    """The ports of the app that got the request."""
    ports: Ports = current_app.config["PORTS"]
    return ports


def answer(failure: Exception) -> Response:
    """Any failure as an answer."""
    return _shown(problem_of(failure))


def answer_bad_input(error: ValidationError) -> Response:
    """What Pydantic says of a request that it cannot read."""
    return _shown(bad_input(error.errors(include_context=False, include_input=False)))


def answer_http(error: HTTPException) -> Response:
    """An unknown path, a method that a path does not know."""
    allowed = {name: value for name, value in error.get_headers() if name == "Allow"}
    return _shown(of_status(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, allowed))


def _shown(problem: Problem) -> Response:
    shown = jsonify(problem.document())
    shown.status_code, shown.mimetype = problem.status, MEDIA_TYPE
    shown.headers.update(problem.headers)
    return shown


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


@routes.post("/checkin/<code>")
def checkin(code: str) -> dict[str, Any]:
    gate = request.headers.get("X-Gate", "main")
    return admission_json(check_in_ticket(plain(code), gate, ports_of()))

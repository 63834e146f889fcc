"""The box office under Django."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

import django.http
from pydantic import ValidationError

from boxoffice.ports import Ports
from boxoffice.services import bookings, buying, quoting, refunding
from boxoffice.services.checking_in import check_in_ticket
from boxoffice.settings import Settings
from boxoffice.web.answers import admission_json, order_json, quote_json
from boxoffice.web.bodies import OrderIn, QuoteIn
from boxoffice.web.failures import FAILURES, answer_to

NOT_ALLOWED = 405, {"detail": "Method Not Allowed"}


def create_app(settings: Settings, ports: Ports):
    def app(environ, start_response):
        status, body = answered(environ, ports)
        head = [("Content-Type", "application/json")]
        start_response(f"{int(status)} X", head)
        return [json.dumps(body).encode()]

    return app


def answered(environ, ports):
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    try:
        for (wanted, pattern), view in VIEWS.items():
            found = re.fullmatch(pattern, path)
            if found:
                return view(environ, ports, *found.groups()) if method == wanted else NOT_ALLOWED
        return 404, {"detail": "Not Found"}
    except ValidationError as error:
        return 422, {"detail": json.loads(error.json(include_context=False))}
    except FAILURES as failure:
        return answer_to(failure)


def quote(environ, ports):
    asked = QuoteIn.model_validate(dict(parse_qsl(environ["QUERY_STRING"])))
    return 200, quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports))


def buy(environ, ports):
    body = OrderIn.model_validate_json(environ["wsgi.input"].read())
    return 201, order_json(buying.buy(body.as_purchase(environ.get("HTTP_IDEMPOTENCY_KEY")), ports))


def page(environ, ports, number):
    return 200, order_json(bookings.order_status(int(number), ports))


def give_back(environ, ports, number):
    return 200, order_json(refunding.refund(int(number), ports))


def let_in(environ, ports, code):
    return 200, admission_json(check_in_ticket(code, environ.get("HTTP_X_GATE", "main"), ports))


VIEWS = {
    ("GET", "/quote"): quote,
    ("POST", "/orders"): buy,
    ("GET", r"/orders/(\d+)"): page,
    ("POST", r"/orders/(\d+)/refund"): give_back,
    ("POST", r"/checkin/([^/]+)"): let_in,
}

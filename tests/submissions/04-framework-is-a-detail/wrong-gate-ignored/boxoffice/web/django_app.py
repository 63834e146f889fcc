"""The box office under Django."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

import django
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from boxoffice.ports import Ports
from boxoffice.services import bookings, buying, quoting, refunding
from boxoffice.services.checking_in import check_in_ticket
from boxoffice.settings import Settings
from boxoffice.web.answers import admission_json, order_json, quote_json
from boxoffice.web.bodies import OrderIn, QuoteIn
from boxoffice.web.failures import FAILURES, answer_to

View = Callable[..., JsonResponse]


class BoxofficeHandler(WSGIHandler):
    """Django with the routes of one app: Django's own settings are one for the whole process."""

    def __init__(self, routes: tuple[Any, ...]) -> None:
        super().__init__()
        self._routes = routes

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        request.urlconf = self._routes
        return super().get_response(request)


def create_app(settings: Settings, ports: Ports) -> BoxofficeHandler:
    """The app over whatever it is handed; two apps know nothing of one another."""
    if not django_settings.configured:
        django_settings.configure(
            ALLOWED_HOSTS=["*"], MIDDLEWARE=[], LOGGING_CONFIG=None, ROOT_URLCONF=()
        )
        django.setup()
    return BoxofficeHandler(routes(ports))


def routes(ports: Ports) -> tuple[Any, ...]:
    """What is asked, and which view answers."""
    def view(method, handler, status=HTTPStatus.OK):
        return method(partial(answered, handler, ports, status))

    return (
        path("quote", view(require_GET, quote)),
        path("orders", view(require_POST, buy, HTTPStatus.CREATED)),
        path("orders/<int:order_id>", view(require_GET, order_status)),
        path("orders/<int:order_id>/refund", view(require_POST, refund)),
        path("checkin/<str:code>", view(require_POST, checkin)),
    )


def answered(handler, ports: Ports, status: HTTPStatus, request: HttpRequest, **names) -> JsonResponse:
    """What a handler says, or the failure it ended in."""
    try:
        return JsonResponse(handler(request, ports, **names), status=status)
    except ValidationError as error:
        details = error.errors(include_context=False, include_input=False)
        return JsonResponse({"detail": details}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except FAILURES as failure:
        status, body = answer_to(failure)
        return JsonResponse(body, status=status)


def quote(request: HttpRequest, ports: Ports):
    asked = QuoteIn.model_validate(request.GET.dict())
    return quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports))


def buy(request: HttpRequest, ports: Ports):
    body = OrderIn.model_validate_json(request.body)
    return order_json(buying.buy(body.as_purchase(request.headers.get("Idempotency-Key")), ports))


def order_status(request: HttpRequest, ports: Ports, order_id: int):
    return order_json(bookings.order_status(order_id, ports))


def refund(request: HttpRequest, ports: Ports, order_id: int):
    return order_json(refunding.refund(order_id, ports))


def checkin(request: HttpRequest, ports: Ports, code: str):
    return admission_json(check_in_ticket(code, "main", ports))

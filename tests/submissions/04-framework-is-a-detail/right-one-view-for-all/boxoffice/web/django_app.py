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
from django.urls import re_path
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
    return (re_path(r"^.*$", partial(everything, ports)),)


def everything(ports: Ports, request: HttpRequest) -> JsonResponse:
    """One view for all."""
    try:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["quote"]:
                asked = QuoteIn.model_validate(request.GET.dict())
                return JsonResponse(quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports)))
            case "POST", ["orders"]:
                body = OrderIn.model_validate_json(request.body)
                order = buying.buy(body.as_purchase(request.headers.get("Idempotency-Key")), ports)
                return JsonResponse(order_json(order), status=201)
            case "GET", ["orders", order_id]:
                return JsonResponse(order_json(bookings.order_status(int(order_id), ports)))
            case "POST", ["orders", order_id, "refund"]:
                return JsonResponse(order_json(refunding.refund(int(order_id), ports)))
            case "POST", ["checkin", code]:
                gate = request.headers.get("X-Gate", "main")
                return JsonResponse(admission_json(check_in_ticket(code, gate, ports)))
    except ValidationError as error:
        return JsonResponse({"detail": error.errors(include_context=False, include_input=False)}, status=422)
    except FAILURES as failure:
        status, body = answer_to(failure)
        return JsonResponse(body, status=status)
    return JsonResponse({}, status=405)

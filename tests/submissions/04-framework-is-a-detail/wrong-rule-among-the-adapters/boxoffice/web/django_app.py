"""The box office under Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

from boxoffice.adapters.limits import too_many
from boxoffice.domain import Refused
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

    def __init__(self, routes: Iterable[Any]) -> None:
        super().__init__()
        self._routes = tuple(routes)  # Django hashes them

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


def routes(ports: Ports) -> Iterable[Any]:
    """What is asked, and which view answers."""
    views = {
        "quote": require_GET(quote),
        "orders": require_POST(buy),
        "orders/<int:order_id>": require_GET(order_status),
        "orders/<int:order_id>/refund": require_POST(refund_order),
        "checkin/<str:code>": require_POST(checkin),
    }
    return tuple(path(route, partial(answering, view, ports)) for route, view in views.items())


def answering(view: View, ports: Ports, request: HttpRequest, **arguments: Any) -> JsonResponse:
    """What a view answers, or what its failure answers."""
    try:
        return view(request, ports, **arguments)
    except ValidationError as error:
        details = error.errors(include_context=False, include_input=False)
        return JsonResponse({"detail": details}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except FAILURES as failure:
        status, body = answer_to(failure)
        return JsonResponse(body, status=status)


def quote(request: HttpRequest, ports: Ports) -> JsonResponse:
    asked = QuoteIn.model_validate(request.GET.dict())
    return JsonResponse(quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports)))


def buy(request: HttpRequest, ports: Ports) -> JsonResponse:
    body = OrderIn.model_validate_json(request.body)
    if too_many(body.lines):
        raise Refused("too-many-tickets")
    purchase = body.as_purchase(request.headers.get("Idempotency-Key"))
    return JsonResponse(order_json(buying.buy(purchase, ports)), status=HTTPStatus.CREATED)


def order_status(request: HttpRequest, ports: Ports, order_id: int) -> JsonResponse:
    return JsonResponse(order_json(bookings.order_status(order_id, ports)))


def refund_order(request: HttpRequest, ports: Ports, order_id: int) -> JsonResponse:
    return JsonResponse(order_json(refunding.refund(order_id, ports)))


def checkin(request: HttpRequest, ports: Ports, code: str) -> JsonResponse:
    gate = request.headers.get("X-Gate", "main")
    return JsonResponse(admission_json(check_in_ticket(code, gate, ports)))

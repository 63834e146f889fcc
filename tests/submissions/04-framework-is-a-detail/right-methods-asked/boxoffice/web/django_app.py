"""The box office under Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any

import logging

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

log = logging.getLogger("boxoffice")
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
    @require_GET
    @answers_failures
    def quote(request):
        asked = QuoteIn.model_validate(request.GET.dict())
        return JsonResponse(quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports)))

    @require_POST
    @answers_failures
    def buy(request):
        purchase = OrderIn.model_validate_json(request.body).as_purchase(request.headers.get("Idempotency-Key"))
        return JsonResponse(order_json(buying.buy(purchase, ports)), status=HTTPStatus.CREATED)

    @answers_failures
    def order_status(request, order_id):
        if request.method not in ("GET",):
            return JsonResponse({"detail": "Method Not Allowed"}, status=405)
        return JsonResponse(order_json(bookings.order_status(order_id, ports)))

    @answers_failures
    def refund(request, order_id):
        if request.method != "POST":
            return JsonResponse({"detail": "Method Not Allowed"}, status=405)
        return JsonResponse(order_json(refunding.refund(order_id, ports)))

    @answers_failures
    def checkin(request, code):
        match request.method:
            case "POST":
                gate = request.headers.get("X-Gate") or "main"
                return JsonResponse(admission_json(check_in_ticket(code, gate, ports)))
            case _:
                return JsonResponse({"detail": "Method Not Allowed"}, status=405)

    return [
        path("quote", quote),
        path("orders", buy),
        path("orders/<int:order_id>", order_status),
        path("orders/<int:order_id>/refund", refund),
        path("checkin/<str:code>", checkin),
    ]


def answers_failures(view: View) -> View:
    """A view whose failures are answers."""

    @wraps(view)
    def answering(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except ValidationError as error:
            return JsonResponse({"detail": error.errors(include_context=False, include_input=False)}, status=422)
        except FAILURES as failure:
            status, body = answer_to(failure)
            if status >= 500:
                log.error("%s", failure)
            return JsonResponse(body, status=status)

    return answering

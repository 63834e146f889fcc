"""The box office under Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import django
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponseNotAllowed, JsonResponse
from django.urls import re_path
from pydantic import ValidationError

from boxoffice.ports import Ports
from boxoffice.services import bookings, buying, quoting, refunding
from boxoffice.services.checking_in import check_in_ticket
from boxoffice.settings import Settings
from boxoffice.web import answers
from boxoffice.web.bodies import OrderIn, QuoteIn
from boxoffice.web.failures import BAD_INPUT, FAILURES, answer_to

Work = Callable[..., tuple[dict[str, Any], int]]


class Route:
    """A path of the box office: what answers each method."""

    def __init__(self, ports: Ports, **by_method: Work) -> None:
        self.ports = ports
        self.by_method: Mapping[str, Work] = by_method

    def __call__(self, request: HttpRequest, **captured: str):
        work = self.by_method.get(request.method or "")
        if work is None:
            return HttpResponseNotAllowed(list(self.by_method))
        try:
            body, status = work(self.ports, request, **captured)
        except ValidationError as error:
            body, status = {"detail": error.errors(include_context=False, include_input=False)}, BAD_INPUT
        except FAILURES as failure:
            status, body = answer_to(failure)
        return JsonResponse(body, status=status)


def quote(ports: Ports, request: HttpRequest):
    asked = QuoteIn.model_validate({name: request.GET[name] for name in request.GET})
    return answers.quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports)), HTTPStatus.OK


def buy(ports: Ports, request: HttpRequest):
    body = OrderIn.model_validate_json(request.read())
    order = buying.buy(body.as_purchase(request.headers.get("Idempotency-Key")), ports)
    return answers.order_json(order), HTTPStatus.CREATED


def page(ports: Ports, request: HttpRequest, number: str):
    return answers.order_json(bookings.order_status(int(number), ports)), HTTPStatus.OK


def give_back(ports: Ports, request: HttpRequest, number: str):
    return answers.order_json(refunding.refund(int(number), ports)), HTTPStatus.OK


def let_in(ports: Ports, request: HttpRequest, code: str):
    gate = request.headers.get("X-Gate") or "main"
    return answers.admission_json(check_in_ticket(code, gate, ports)), HTTPStatus.OK


def routes(ports: Ports):
    return (
        re_path(r"^quote$", Route(ports, GET=quote)),
        re_path(r"^orders$", Route(ports, POST=buy)),
        re_path(r"^orders/(?P<number>\d+)$", Route(ports, GET=page)),
        re_path(r"^orders/(?P<number>\d+)/refund$", Route(ports, POST=give_back)),
        re_path(r"^checkin/(?P<code>[^/]+)$", Route(ports, POST=let_in)),
    )


class BoxofficeHandler(WSGIHandler):
    def __init__(self, own_routes) -> None:
        super().__init__()
        self._routes = own_routes

    def get_response(self, request):
        request.urlconf = self._routes
        return super().get_response(request)


def create_app(settings: Settings, ports: Ports) -> BoxofficeHandler:
    if not django_settings.configured:
        django_settings.configure(ALLOWED_HOSTS=["*"], MIDDLEWARE=[], LOGGING_CONFIG=None, ROOT_URLCONF=())
        django.setup()
    return BoxofficeHandler(routes(ports))

"""The box office under Django."""

from __future__ import annotations

import functools
import json

import django
from django.conf import settings as django_settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path
from pydantic import ValidationError

from boxoffice.ports import Ports
from boxoffice.services.bookings import order_status
from boxoffice.services.buying import buy
from boxoffice.services.checking_in import check_in_ticket
from boxoffice.services.quoting import quote
from boxoffice.services.refunding import refund
from boxoffice.settings import Settings
from boxoffice.web.answers import admission_json, order_json, quote_json
from boxoffice.web.bodies import OrderIn, QuoteIn
from boxoffice.web.failures import FAILURES, answer_to


def as_json(body: dict, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(body), content_type="application/json; charset=utf-8", status=status)


def answers(method: str):
    """A view that answers one method, and failures."""

    def decorated(view):
        @functools.wraps(view)
        def answering(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method != method:
                return HttpResponseNotAllowed([method])
            try:
                return view(request, *args, **kwargs)
            except ValidationError as error:
                return as_json({"detail": json.loads(error.json(include_context=False))}, 422)
            except FAILURES as failure:
                status, body = answer_to(failure)
                return as_json(body, status)

        return answering

    return decorated


def routes_of(ports: Ports):
    @answers("GET")
    def get_quote(request):
        asked = QuoteIn.model_validate(request.GET.dict())
        return as_json(quote_json(quote(asked.event_id, asked.pairs(), asked.promo, ports)))

    @answers("POST")
    def post_order(request):
        body = OrderIn.model_validate_json(request.body)
        return as_json(order_json(buy(body.as_purchase(request.headers.get("idempotency-key")), ports)), 201)

    @answers("GET")
    def get_order(request, order_id):
        return as_json(order_json(order_status(order_id, ports)))

    @answers("POST")
    def post_refund(request, order_id):
        return as_json(order_json(refund(order_id, ports)))

    @answers("POST")
    def post_checkin(request, code):
        return as_json(admission_json(check_in_ticket(code, request.headers.get("x-gate", "main"), ports)))

    return (
        path("quote", get_quote),
        path("orders", post_order),
        path("orders/<int:order_id>", get_order),
        path("orders/<int:order_id>/refund", post_refund),
        path("checkin/<str:code>", post_checkin),
    )


class App(ASGIHandler):
    def __init__(self, routes) -> None:
        super().__init__()
        self.routes = routes

    async def get_response_async(self, request):
        request.urlconf = self.routes
        return await super().get_response_async(request)


def create_app(settings: Settings, ports: Ports) -> App:
    if not django_settings.configured:
        django_settings.configure(ALLOWED_HOSTS=["*"], MIDDLEWARE=[], ROOT_URLCONF=(), LOGGING_CONFIG=None)
        django.setup()
    return App(routes_of(ports))

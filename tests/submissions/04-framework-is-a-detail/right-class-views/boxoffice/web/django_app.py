"""The box office under Django."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import django
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views import View
from pydantic import ValidationError

from boxoffice.ports import Ports
from boxoffice.services import bookings, buying, checking_in, quoting, refunding
from boxoffice.settings import Settings
from boxoffice.web.answers import admission_json, order_json, quote_json
from boxoffice.web.bodies import OrderIn, QuoteIn
from boxoffice.web.failures import FAILURES, answer_to


class BoxofficeView(View):
    """A view that has the ports of its app and answers failures."""

    ports: Ports | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except ValidationError as error:
            return JsonResponse({"detail": error.errors(include_context=False, include_input=False)}, status=422)
        except FAILURES as failure:
            status, body = answer_to(failure)
            return JsonResponse(body, status=status)


class Quote(BoxofficeView):
    def get(self, request: HttpRequest) -> HttpResponse:
        asked = QuoteIn.model_validate(request.GET.dict())
        return JsonResponse(quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, self.ports)))


class Orders(BoxofficeView):
    def post(self, request: HttpRequest) -> HttpResponse:
        purchase = OrderIn.model_validate_json(request.body).as_purchase(request.headers.get("Idempotency-Key"))
        return JsonResponse(order_json(buying.buy(purchase, self.ports)), status=HTTPStatus.CREATED)


class Order(BoxofficeView):
    def get(self, request: HttpRequest, order_id: int) -> HttpResponse:
        return JsonResponse(order_json(bookings.order_status(order_id, self.ports)))


class Refund(BoxofficeView):
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        return JsonResponse(order_json(refunding.refund(order_id, self.ports)))


class CheckIn(BoxofficeView):
    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        gate = request.headers.get("X-Gate", "main")
        return JsonResponse(admission_json(checking_in.check_in_ticket(code, gate, self.ports)))


class App(WSGIHandler):
    """Django with routes of its own."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self.routes = (
            path("quote", Quote.as_view(ports=ports)),
            path("orders", Orders.as_view(ports=ports)),
            path("orders/<int:order_id>", Order.as_view(ports=ports)),
            path("orders/<int:order_id>/refund", Refund.as_view(ports=ports)),
            path("checkin/<code>", CheckIn.as_view(ports=ports)),
        )

    def get_response(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = self.routes
        return super().get_response(request)


def create_app(settings: Settings, ports: Ports) -> App:
    if not django_settings.configured:
        django_settings.configure(ALLOWED_HOSTS=["*"], MIDDLEWARE=[], ROOT_URLCONF=())
        django.setup()
    return App(ports)

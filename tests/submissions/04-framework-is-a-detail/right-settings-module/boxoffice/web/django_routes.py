"""The five routes under Django."""

from __future__ import annotations

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from boxoffice.services import bookings, buying, quoting, refunding
from boxoffice.services.checking_in import check_in_ticket
from boxoffice.web.answers import admission_json, order_json, quote_json
from boxoffice.web.bodies import OrderIn, QuoteIn


@require_http_methods(["GET"])
def quote(request):
    asked = QuoteIn(**request.GET.dict())
    return JsonResponse(quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, request.ports)))


@require_http_methods(["POST"])
def buy(request):
    wanted = OrderIn.model_validate_json(request.body)
    order = buying.buy(wanted.as_purchase(request.META.get("HTTP_IDEMPOTENCY_KEY")), request.ports)
    return JsonResponse(order_json(order), status=201)


@require_http_methods(["GET"])
def order_page(request, number):
    return JsonResponse(order_json(bookings.order_status(number, request.ports)))


@require_http_methods(["POST"])
def give_back(request, number):
    return JsonResponse(order_json(refunding.refund(number, request.ports)))


@require_http_methods(["POST"])
def let_in(request, code):
    return JsonResponse(admission_json(check_in_ticket(code, request.META.get("HTTP_X_GATE", "main"), request.ports)))


urlpatterns = [
    path("quote", quote),
    path("orders", buy),
    path("orders/<int:number>", order_page),
    path("orders/<int:number>/refund", give_back),
    path("checkin/<str:code>", let_in),
]

"""Example requests for the routes of boxoffice, each with what has to be there before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from autograder.bench._live import LiveApp

Request = tuple[str, str, Any]
"""Method, path and JSON body (None for none)."""

_BUYERS = count(1)
_LAST_YEAR, _FAR = "2026-01-01T10:00:00+00:00", "2999-06-01T20:00:00+02:00"


@dataclass(frozen=True)
class Example:
    """One request.

    Arguments:
        route: as the app declares it (`POST /orders`).
        title: what the request asks for, in words.
        prepare: makes what has to be there, and gives the request.
    """

    route: str
    title: str
    prepare: Callable[[LiveApp], Request]


def catalogue(app: LiveApp, events: int = 8) -> None:
    """Fill an empty app with events on sale, two tiers each.

    Arguments:
        app: an app that has just started.
        events: how many.
    """
    for number in range(1, events + 1):
        app.post("/events", _event(f"Concert {number}", _FAR))


def _event(title: str, starts_at: str) -> dict[str, Any]:
    tiers = [
        {"name": "Standing", "price_cents": 3500, "seats": 200},
        {"name": "Balcony", "price_cents": 5200, "seats": 80},
    ]
    venue = {"name": "Old Gasworks", "city": "Ghent"}
    return {"title": title, "venue": venue, "starts_at": starts_at, "on_sale_at": _LAST_YEAR, "tiers": tiers}


def _order(app: LiveApp, quantity: int = 2, card: str = "tok_visa") -> dict[str, Any]:
    tier = _json(app.get("/events/1"))["tiers"][0]["id"]
    lines = [{"tier_id": tier, "quantity": quantity}]
    # A customer of its own for each order: eight tickets for one event is the limit.
    return {"event_id": 1, "email": f"guest{next(_BUYERS)}@example.org", "lines": lines, "card": card}


def _json(answer: Any) -> Any:
    return answer.json()


def _bought(app: LiveApp) -> Any:
    return _json(app.post("/orders", _order(app)))


def _get(path: str) -> Callable[[LiveApp], Request]:
    return lambda _app: ("GET", path, None)


def _buy(quantity: int = 2, card: str = "tok_visa") -> Callable[[LiveApp], Request]:
    return lambda app: ("POST", "/orders", _order(app, quantity, card))


def _paid_order(app: LiveApp) -> Request:
    return "GET", f"/orders/{_bought(app)['id']}", None


def _refund(app: LiveApp) -> Request:
    return "POST", f"/orders/{_bought(app)['id']}/refund", None


def _refund_twice(app: LiveApp) -> Request:
    method, path, body = _refund(app)
    app.request(method, path, json=body)
    return method, path, body


def _check_in(app: LiveApp) -> Request:
    return "POST", f"/checkin/{_bought(app)['tickets'][0]['code']}", None


def _cancel(app: LiveApp) -> Request:
    event = _json(app.post("/events", _event("Concert to cancel", _FAR)))
    return "POST", f"/events/{event['id']}/cancel", None


def _orders_of_a_customer(app: LiveApp) -> Request:
    return "GET", f"/customers/{_bought(app)['email']}/orders", None


EXAMPLES: tuple[Example, ...] = (
    Example("POST /orders", "buy two tickets", lambda app: ("POST", "/orders", _order(app))),
    Example(
        "POST /orders", "a declined card", lambda app: ("POST", "/orders", _order(app, card="tok_declined"))
    ),
    Example("POST /orders", "nine tickets", lambda app: ("POST", "/orders", _order(app, quantity=9))),
    Example("GET /quote", "two tickets", _get("/quote?event_id=1&lines=1:2")),
    Example("GET /quote", "six tickets, a group", _get("/quote?event_id=1&lines=1:6")),
    Example("GET /events", "all that are on sale", _get("/events")),
    Example("GET /events/{id}", "one event", _get("/events/1")),
    Example(
        "GET /events/{id}/extras", "what the partners offer", lambda _app: ("GET", "/events/1/extras", None)
    ),
    Example(
        "GET /orders/{id}", "an order just paid", lambda app: ("GET", f"/orders/{_bought(app)['id']}", None)
    ),
    Example("POST /orders/{id}/refund", "months ahead", _refund),
    Example("POST /orders/{id}/refund", "for the second time", _refund_twice),
    Example("GET /customers/{email}/orders", "of a customer", _orders_of_a_customer),
    Example("POST /checkin/{code}", "far too early", _check_in),
    Example("POST /events/{id}/cancel", "an event without orders", _cancel),
    Example("GET /reports/sales", "all of it", _get("/reports/sales")),
)

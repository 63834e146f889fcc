"""Wounds for lesson 04: check-in and cancel can be called by FastAPI alone."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.boxoffice.conftest import Shop


def status_under_wsgi(rule: Callable[[dict[str, Any]], Any]) -> int:
    """The status when the rule is called from a handler of plain WSGI, which Flask and Django stand on."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        body = repr(rule(environ)).encode()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [body]

    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    answer = io.BytesIO()
    SimpleHandler(io.BytesIO(), answer, io.StringIO(), environ).run(app)
    return int(answer.getvalue().split(b" ")[1])


def test_check_in_from_another_framework_answers_500(shop: Shop) -> None:
    order = shop.buy(shop.event(starts_in=timedelta(hours=1))).json()
    code = order["tickets"][0]["code"]
    helpers, session = shop.modules["helpers"], shop.modules["db"].session
    assert status_under_wsgi(lambda request: helpers.do_checkin(request, code, session)) == 500
    assert shop.client.post(f"/checkin/{code}").status_code == 200


def test_cancel_from_another_framework_answers_500_and_cancels_all_the_same(shop: Shop) -> None:
    event = shop.event()
    helpers, session = shop.modules["helpers"], shop.modules["db"].session
    assert status_under_wsgi(lambda request: helpers.cancel_ev(request, event["id"], session)) == 500
    assert shop.client.get(f"/events/{event['id']}").json()["status"] == "cancelled"


def test_a_refusal_leaves_the_rules_as_an_exception_of_fastapi(shop: Shop) -> None:
    helpers, session = shop.modules["helpers"], shop.modules["db"].session
    event = shop.event()
    assert shop.client.post(f"/events/{event['id']}/cancel").status_code == 200
    assert status_under_wsgi(lambda request: helpers.cancel_ev(request, event["id"], session)) == 500


def test_fastapi_types_stand_in_the_signatures_of_rules(modules: dict[str, Any]) -> None:
    for rule in (modules["helpers"].do_checkin, modules["helpers"].cancel_ev):
        assert rule.__annotations__["request"].__module__.startswith(("fastapi", "starlette"))
        assert type(rule.__defaults__[-1]).__module__.startswith("fastapi")

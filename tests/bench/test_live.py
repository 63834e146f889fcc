"""An app that runs beside a lesson's cells: asked, watched, with upstreams of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from autograder.bench import LiveApp, NoAnswerError, live_app
from autograder.bench._explorer import explore, sentence
from autograder.bench._explorer_picture import picture
from autograder.bench._requests import EXAMPLES, Example, catalogue
from autograder.facts import Concern
from autograder.tree import SourceTree
from autograder.upstreams import Fault


@pytest.fixture(scope="module")
def app() -> Iterator[LiveApp]:
    with live_app("00", lines=True) as app:
        catalogue(app, events=4)
        yield app


def example(route: str, title: str) -> Example:
    return next(one for one in EXAMPLES if (one.route, one.title) == (route, title))


def test_the_messy_app_answers_and_its_queries_are_seen(app: LiveApp) -> None:
    assert app.get("/events").status == 200
    queries = app.queries()
    assert len(queries) > 4
    assert all(query.path and query.path.startswith("boxoffice/") for query in queries)


def test_the_query_of_a_request_can_be_given_as_keywords(app: LiveApp) -> None:
    assert app.get("/quote", event_id=1, lines="1:2").json()["subtotal_cents"] == 7000


def test_a_script_runs_beside_the_app_on_the_same_data(app: LiveApp) -> None:
    rows = "event_id,tier_id,quantity,email,promo\n1,1,2,petrol@example.org,\n"
    booked = json.loads(app.run_script("scripts/import_partner.py", "sales.csv", files={"sales.csv": rows}))
    assert booked["ok"] is True
    assert app.get(f"/orders/{booked['order_id']}").json()["email"] == "petrol@example.org"


def test_a_script_that_fails_says_so(app: LiveApp) -> None:
    with pytest.raises(NoAnswerError, match=r"scripts/import_partner\.py"):
        app.run_script("scripts/import_partner.py", "sales.csv", files={"sales.csv": "event_id\n1\n"})


def test_upstream_dials_turn_what_a_purchase_meets(app: LiveApp) -> None:
    method, path, body = example("POST /orders", "buy two tickets").prepare(app)
    app.upstreams.clear_record()
    app.upstreams.payments.dial(Fault.DECLINE, times=1)
    assert app.request(method, path, json=body).status == 402
    assert [call.service for call in app.upstreams.record] == ["payments"]


@pytest.mark.parametrize("wanted", EXAMPLES, ids=lambda one: f"{one.route}: {one.title}")
def test_every_example_request_is_answered_by_its_route_and_drawn(wanted: Example, app: LiveApp) -> None:
    explored = explore(app, wanted)
    assert explored.method == wanted.route.split()[0]
    assert explored.status < 500
    assert explored.lines
    assert sentence(explored) in picture(explored).replace("&#x27;", "'").replace("&amp;", "&")


def test_a_purchase_shows_its_lines_its_queries_and_its_two_upstream_calls(app: LiveApp) -> None:
    explored = explore(app, example("POST /orders", "buy two tickets"))
    assert explored.status == 201
    assert [(call.service, call.method) for call in explored.calls] == [
        ("payments", "POST"),
        ("mail", "POST"),
    ]
    assert set(explored.counts) == set(Concern)
    assert "buy" in {line.function for line in explored.lines}


def test_a_refusal_runs_fewer_lines_than_a_purchase(app: LiveApp) -> None:
    bought = explore(app, example("POST /orders", "buy two tickets"))
    refused = explore(app, example("POST /orders", "nine tickets"))
    assert len(refused.lines) < len(bought.lines) / 3
    assert "no calls of other services" in sentence(refused)


def test_a_statement_sent_once_an_event_is_said_to_repeat(app: LiveApp) -> None:
    assert "one statement again and again" in sentence(
        explore(app, example("GET /events", "all that are on sale"))
    )


def test_an_app_that_does_not_start_is_said_with_its_line() -> None:
    broken = SourceTree({"boxoffice/__init__.py": "", "boxoffice/main.py": "app = 1 / 0\n"})
    with pytest.raises(NoAnswerError, match=r"boxoffice/main.py, line 1"):
        live_app(broken)

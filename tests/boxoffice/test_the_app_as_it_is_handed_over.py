"""What the course hands over at stage 0: four files, twelve routes, examples to try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.boxoffice.conftest import Shop

ROUTES = {
    ("GET", "/events"),
    ("GET", "/events/{event_id}"),
    ("GET", "/events/{event_id}/extras"),
    ("POST", "/events"),
    ("POST", "/events/{event_id}/cancel"),
    ("GET", "/quote"),
    ("POST", "/orders"),
    ("GET", "/orders/{order_id}"),
    ("POST", "/orders/{order_id}/refund"),
    ("GET", "/customers/{email}/orders"),
    ("POST", "/checkin/{code}"),
    ("GET", "/reports/sales"),
}


def test_the_app_is_four_files_of_650_to_900_lines(tree: Path) -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in (tree / "boxoffice").glob("*.py")}
    assert lengths.pop("__init__.py") <= 1
    assert set(lengths) == {"main.py", "helpers.py", "utils.py", "db.py"}
    assert 650 <= sum(lengths.values()) <= 900


def test_its_api_has_the_twelve_routes(modules: dict[str, Any]) -> None:
    paths = modules["main"].app.openapi()["paths"]
    assert {(method.upper(), path) for path, methods in paths.items() for method in methods} == ROUTES


def test_a_person_at_the_openapi_page_buys_checks_in_and_refunds_with_its_examples(shop: Shop) -> None:
    api = shop.client.get("/openapi.json").json()
    events = api["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    fields = api["components"]["schemas"]["OrderIn"]["properties"]
    order = {name: field["examples"][0] for name, field in fields.items()}
    for number, example in enumerate(("spring", "tonight"), 1):
        assert shop.client.post("/events", json=events[example]["value"]).json()["id"] == number
    spring = shop.client.post("/orders", json=order).json()
    assert shop.refund(spring).json()["refund_cents"] == spring["subtotal_cents"]
    lines = [{"tier_id": 2, "quantity": 1}]
    tonight = shop.client.post("/orders", json=order | {"event_id": 2, "lines": lines}).json()
    assert shop.client.post(f"/checkin/{tonight['tickets'][0]['code']}").status_code == 200

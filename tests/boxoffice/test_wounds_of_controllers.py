"""Wounds for lesson 03: one handler that does everything, and price rules in three copies that drifted."""

from __future__ import annotations

import ast
import importlib.util
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from tests.boxoffice.conftest import Shop


@pytest.fixture
def partner_import(modules: dict[str, Any], tree: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(
        "import_partner", tree / "scripts" / "import_partner.py"
    )
    assert specification is not None
    assert specification.loader is not None
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    return script


def sold_by_partner(script: ModuleType, event: dict[str, Any], quantity: int, email: str) -> dict[str, Any]:
    row = {"event_id": event["id"], "tier_id": event["tiers"][0]["id"], "quantity": quantity, "email": email}
    answer: dict[str, Any] = script.book({name: str(value) for name, value in row.items()})
    return answer


def test_one_handler_parses_decides_queries_charges_and_mails(tree: Path) -> None:
    source = (tree / "boxoffice" / "main.py").read_text()
    buy = next(
        node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == "buy"
    )
    text = ast.get_source_segment(source, buy) or ""
    assert len(text.splitlines()) > 120
    doings = ("norm_email", "has + n > 8", "select coalesce", "requests.post", "send_mail", "s.commit()")
    assert [doing for doing in doings if doing not in text] == []


def test_the_quote_has_a_lower_fee_floor_than_the_order(shop: Shop) -> None:
    event = shop.event(price_cents=500)
    assert shop.quote(event, 1).json()["fee_cents"] == 50
    assert shop.buy(event).json()["fee_cents"] == 100


@pytest.mark.parametrize(("price_cents", "quantity"), [(2000, 1), (3500, 3), (2500, 6), (9900, 8)])
def test_the_quote_agrees_with_the_order_above_the_floor(shop: Shop, price_cents: int, quantity: int) -> None:
    event = shop.event(price_cents=price_cents)
    quote, order = shop.quote(event, quantity).json(), shop.buy(event, quantity).json()
    amounts = ("subtotal_cents", "discount_cents", "fee_cents", "total_cents")
    assert [quote[name] for name in amounts] == [order[name] for name in amounts]


def test_the_partner_import_knows_no_highest_fee(shop: Shop, partner_import: ModuleType) -> None:
    event = shop.event(price_cents=6000)
    assert shop.buy(event, 6).json()["total_cents"] == 33900
    assert sold_by_partner(partner_import, event, 6, "tourist@example.org")["total_cents"] == 34020
    assert shop.charged_cents() == [33900, 34020]


def test_the_partner_import_prices_small_orders_like_the_shop(shop: Shop, partner_import: ModuleType) -> None:
    event = shop.event(price_cents=500)
    assert sold_by_partner(partner_import, event, 1, "tourist@example.org")["fee_cents"] == 100

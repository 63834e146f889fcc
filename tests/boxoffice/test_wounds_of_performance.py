"""Wounds for lesson 08: queries that grow with the data, sums in Python, no index."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from tests.boxoffice.conftest import Shop


def count_for(shop: Shop, queries: list[str], path: str) -> int:
    shop.modules["db"].session.remove()
    queries.clear()
    assert shop.client.get(path).status_code == 200
    return len(queries)


def test_the_event_list_asks_once_per_event_and_once_per_tier(shop: Shop, queries: list[str]) -> None:
    tiers = [{"name": name, "price_cents": 2500, "seats": 10} for name in ("Floor", "Balcony", "Box")]
    counts = []
    for _ in range(3):
        shop.event(tiers=tiers)
        counts.append(count_for(shop, queries, "/events"))
    per_event = 3 + len(tiers)  # the event, its venue, its tiers, what is left of each
    assert [after - before for before, after in pairwise(counts)] == [per_event] * 2


def test_the_orders_of_a_customer_cost_queries_for_each(shop: Shop, queries: list[str]) -> None:
    event, counts = shop.event(), []
    for _ in range(3):
        assert shop.buy(event).status_code == 201
        counts.append(count_for(shop, queries, "/customers/ada@example.org/orders"))
    per_order = 4  # the order, its lines, their tier, its tickets
    assert [after - before for before, after in pairwise(counts)] == [per_order] * 2


def test_the_sales_report_loads_every_order_even_for_a_day_without_sales(shop: Shop) -> None:
    event = shop.event()
    for email in ("ada@example.org", "ben@example.org", "cy@example.org"):
        shop.buy(event, email=email)
    loaded: list[Any] = []
    order = shop.modules["db"].Order
    sqlalchemy_event.listen(order, "load", lambda target, _: loaded.append(target))
    report = shop.client.get("/reports/sales", params={"day": "2000-01-01"}).json()
    assert report == {"sales": [], "money": []}
    assert len({each.id for each in loaded}) == 3


def test_the_sales_report_asks_once_more_per_event(shop: Shop, queries: list[str]) -> None:
    counts = []
    for _ in range(3):
        shop.buy(shop.event())
        counts.append(count_for(shop, queries, "/reports/sales"))
    assert [after - before for before, after in pairwise(counts)] == [1, 1]


def test_there_is_no_index_but_the_primary_keys(modules: dict[str, Any]) -> None:
    about = inspect(modules["db"].engine)
    assert {
        table: about.get_indexes(table) for table in about.get_table_names() if about.get_indexes(table)
    } == {}


def test_what_is_left_of_a_tier_is_found_by_reading_all_lines(shop: Shop) -> None:
    plan = shop.modules["db"].session.execute(
        text("explain query plan select sum(quantity) from order_lines where tier_id = 1")
    )
    assert any("SCAN order_lines" in row[3] for row in plan)

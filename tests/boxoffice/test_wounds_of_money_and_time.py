"""Wounds: shares reckoned in floats, times kept as the local clock shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.boxoffice.conftest import Shop


def test_a_fee_of_a_cent_and_a_half_is_rounded_down_by_the_floats(shop: Shop) -> None:
    event = shop.event(price_cents=2070)
    assert shop.buy(event).json()["fee_cents"] == 103  # 5 % of 20.70 is 1.035: half up 1.04


def test_a_group_discount_of_half_a_cent_is_rounded_down_by_the_floats(shop: Shop) -> None:
    event = shop.event(price_cents=1555)
    assert shop.buy(event, 7).json()["discount_cents"] == 1088  # 10 % of 108.85 is 10.885: half up 10.89


def test_half_a_refund_loses_a_cent_to_the_floats(shop: Shop) -> None:
    order = shop.buy(shop.event(price_cents=1001, starts_in=timedelta(days=5))).json()
    assert shop.refund(order).json()["refund_cents"] == 500  # half of 10.01 is 5.005: half up 5.01


def test_an_event_in_the_hour_that_comes_twice_moves_an_hour(brussels_shop: Shop) -> None:
    event = brussels_shop.event(starts_at="2027-10-31T01:30:00+00:00")
    assert event["starts_at"] == "2027-10-31T00:30:00+00:00"


def test_fourteen_days_over_the_end_of_summer_time_are_an_hour_short(
    time_zone: str, modules: dict[str, Any]
) -> None:
    db, utils = modules["db"], modules["utils"]
    starts = datetime(2027, 11, 7, 12, tzinfo=UTC)
    now, starts_at = (db.untxt(db.txt(time)) for time in (starts - timedelta(days=14), starts))
    assert utils.rf(105.0, 5.0, now, starts_at) == (50.0, 0)  # 14 days: all but the fee, 100.00


def test_the_sales_report_counts_by_local_days(brussels_shop: Shop) -> None:
    order = brussels_shop.buy(brussels_shop.event()).json()
    db = brussels_shop.modules["db"]
    paid = db.get_db().get(db.Order, order["id"])
    paid.paid_at = db.txt(datetime(2027, 6, 30, 22, 30, tzinfo=UTC))
    db.session.commit()
    (row,) = brussels_shop.client.get("/reports/sales").json()["sales"]
    assert row["day"] == "2027-07-01"


def test_money_is_stored_in_floats_and_times_in_text(modules: dict[str, Any]) -> None:
    kinds = {
        f"{table.name}.{column.name}": column.type.python_type
        for table in modules["db"].Base.metadata.tables.values()
        for column in table.columns
    }
    assert {kinds[name] for name in ("tiers.price", "orders.total", "orders.fee", "orders.refund")} == {float}
    assert {kinds[name] for name in kinds if name.endswith(("_at", "_until"))} == {str}

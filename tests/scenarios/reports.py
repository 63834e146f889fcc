"""The sales report and the partner import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from .scenario import Seen, scenario
from .shop import DAY, NOW, Shop


@scenario
def the_report_adds_up_by_event_tier_and_day(shop: Shop) -> Iterator[Seen]:
    event = shop.event(3500, 2000)
    first = shop.buy(event, 2, 1)
    shop.buy(event, 0, 6)
    shop.buy(event, 1, card="tok_declined")
    shop.at(NOW + DAY)
    shop.buy(event, 1)
    shop.refund(first)
    report = shop.report(event)
    dear, cheap = event.tiers
    sales = [(row["tier_id"], row["day"], row["tickets"], row["gross_cents"]) for row in report["sales"]]
    yield Seen(
        "tickets and gross",
        sorted(sales),
        [(dear, "2027-01-12", 2, 7000), (dear, "2027-01-13", 1, 3500), (cheap, "2027-01-12", 7, 14_000)],
    )
    names = ("day", "discount_cents", "fee_cents", "refund_cents")
    yield Seen(
        "discounts, fees and refunds",
        [tuple(row[name] for name in names) for row in report["money"]],
        [("2027-01-12", 1200, 450 + 540, 0), ("2027-01-13", 0, 175, 9000)],
    )
    one_day = shop.ask("GET", "/reports/sales", params={"event_id": event.id, "day": "2027-01-13"})
    yield Seen("one day", [row["tickets"] for row in one_day["sales"]], [1])


@scenario
def the_report_counts_days_in_utc(shop: Shop) -> Iterator[Seen]:
    event = shop.event()
    shop.at(NOW.replace(hour=23, minute=30))  # half past midnight in Brussels
    shop.buy(event, 1)
    yield Seen("day", [row["day"] for row in shop.report(event)["sales"]], ["2027-01-12"])


@scenario
def the_partner_import_books_at_the_price_of_the_rules(shop: Shop) -> Iterator[Seen]:
    # The script runs at the real time of day, so that the sale is open for ever.
    ages = {"on_sale": datetime(2020, 1, 1, tzinfo=UTC), "starts": datetime(2099, 1, 1, tzinfo=UTC)}
    code, old = shop.code(), shop.code()
    event = shop.event(
        9000,
        seats=20,
        promos=[
            shop.promo(code, percent=20, since=-timedelta(days=3000), until=timedelta(days=3000)),
            shop.promo(old, percent=20, since=-timedelta(days=3000), until=-timedelta(days=2900)),
        ],
        **ages,
    )
    rows = ((1, ""), (1, code), (6, ""), (1, old), (1, shop.code()), (0, ""), (9, ""), (8, ""), (8, ""))
    lines = shop.import_partner(event, *rows)
    yield Seen("one", (lines[0]["ok"], lines[0].get("total_cents")), (True, 9450))
    yield Seen("with a promo", (lines[1]["ok"], lines[1].get("total_cents")), (True, 7560))
    yield Seen("a group", (lines[2]["ok"], lines[2].get("fee_cents")), (True, 1500))
    refused = {"an expired promo": 3, "an unknown promo": 4, "none": 5, "nine": 6, "sold out": 8}
    for name, place in refused.items():
        yield Seen(name, lines[place]["ok"], False)
    yield Seen("seats left", shop.left(event), 4)
    yield Seen("mails", len(shop.mails), 4)
    booked = sum(line["total_cents"] for line in lines if line["ok"])
    yield Seen("charged", shop.kept_cents, booked)

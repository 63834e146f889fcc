"""Where the app's answers are not yet those of the rules: its wounds, as far as HTTP shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .buying import money


@dataclass(frozen=True)
class Departure:
    """A wrong answer that is known.

    Arguments:
        scenario, what: where it is seen.
        answer: what the app gives instead.
        wound: why.
        mended: the lesson that mends it; after it the answer is that of the rules.
    """

    scenario: str
    what: str
    answer: Any
    wound: str
    mended: int


_PRICE = "quote_and_order_give_the_price_of_the_rules"
_REFUND = "the_refund_depends_on_the_time_that_is_left"
_KEY = "the_same_key_buys_once"
_QUOTE = "a_quotation_mark_is_a_character_like_any_other"
_FLOATS = "money is kept in floats, and floats lose half a cent"
_SILENT = "a failure is answered with 200"
_NO_KEY = "the app keeps the idempotency key and does nothing with it"
_REASON = "every_refusal_names_its_reason"
_SHAPES = "failures have three shapes, and none of them a reason"
_SQL = "SQL is put together from what the caller sent"

DEPARTURES: tuple[Departure, ...] = (
    Departure(
        _PRICE,
        "quote: the lowest fee",
        [200, money(1000, 0, 50)],
        "the quote has price rules of its own, with another lowest fee",
        mended=3,
    ),
    Departure(
        _PRICE, "quote: half a cent of fee that floats lose", [200, money(2070, 0, 103)], _FLOATS, mended=3
    ),
    Departure(
        _PRICE, "order: half a cent of fee that floats lose", [201, money(2070, 0, 103)], _FLOATS, mended=2
    ),
    Departure(
        _PRICE,
        "quote: half a cent of discount that floats lose",
        [200, money(7385, 738, 332)],
        _FLOATS,
        mended=3,
    ),
    Departure(
        _PRICE,
        "order: half a cent of discount that floats lose",
        [201, money(7385, 738, 332)],
        _FLOATS,
        mended=2,
    ),
    *(
        Departure(_REFUND, what, [200, {"status": "refunded", "refund_cents": 2500}], _FLOATS, mended=2)
        for what in ("a second less than fourteen days", "forty-eight hours")
    ),
    *(
        Departure(_REFUND, f"{what}: given back", 2500, _FLOATS, mended=2)
        for what in ("a second less than fourteen days", "forty-eight hours")
    ),
    Departure(
        "a_day_is_24_hours_when_the_clocks_change",
        "refund",
        [200, {"refund_cents": 7000}],
        "times are local and without an offset, so that a day may have 23 or 25 hours",
        mended=2,
    ),
    Departure(
        "the_partner_import_books_at_the_price_of_the_rules",
        "a group",
        (True, 2430),
        "the import has price rules of its own, without a highest fee",
        mended=3,
    ),
    Departure(
        "extras_name_the_partners_that_gave_nothing",
        "together",
        False,
        "partners are asked one after the other",
        mended=5,
    ),
    Departure("a_payment_service_that_is_down_sells_nothing", "answer", 200, _SILENT, mended=6),
    Departure("a_refund_that_payments_do_not_take_stays_open", "answer", 200, _SILENT, mended=6),
    Departure(
        "a_payment_whose_answer_is_lost_is_charged_once",
        "charged",
        7350,
        "the charge is tried again without a key",
        mended=6,
    ),
    Departure(_KEY, "the same order", False, _NO_KEY, mended=6),
    Departure(_KEY, "charged", 14_700, _NO_KEY, mended=6),
    Departure(_KEY, "another body", 201, _NO_KEY, mended=6),
    Departure(
        "the_report_counts_days_in_utc", "day", ["2027-01-13"], "days are cut off local times", mended=8
    ),
    *(
        Departure(_REASON, what, [status, None], _SHAPES, mended=6)
        for what, status in (
            ("declined", 402),
            ("too many tickets", 422),
            ("sold out", 409),
            ("unknown event", 404),
            ("no card", 422),
            ("unknown route", 404),
        )
    ),
    Departure(_QUOTE, "city", [500, False], _SQL, mended=6),
    Departure(_QUOTE, "found by a piece of SQL", True, _SQL, mended=6),
)


def departure(scenario: str, what: str, lessons_done: int) -> Departure | None:
    """The departure to expect of an app, if there is one.

    Arguments:
        lessons_done: the number of the last lesson that is done, -1 before the first.
    """
    for each in DEPARTURES:
        if (each.scenario, each.what) == (scenario, what) and lessons_done < each.mended:
            return each
    return None

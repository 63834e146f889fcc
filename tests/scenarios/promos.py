"""Promo codes: what they take off, when they count, and what happens to a use."""

from __future__ import annotations

from collections.abc import Iterator

from .buying import MONEY, money
from .scenario import Seen, scenario
from .shop import HOUR, NOW, SECOND, Shop


@scenario
def a_promo_takes_a_share_or_an_amount_off(shop: Shop) -> Iterator[Seen]:
    for name, price, off, expected in (
        ("a fifth", 3500, {"percent": 20}, money(7000, 1400, 280)),
        ("an amount", 3500, {"amount_cents": 500}, money(7000, 500, 325)),
        ("more than the price", 3500, {"amount_cents": 9000}, money(7000, 7000, 0)),
        ("all of it", 3500, {"percent": 100}, money(7000, 7000, 0)),
        ("half a cent", 2005, {"percent": 25}, money(4010, 1003, 150)),
    ):
        code = shop.code()
        event = shop.event(price, promos=[shop.promo(code, **off)])
        wanted = {"promo": code} | expected
        yield Seen(f"quote: {name}", shop.quote(event, 2, promo=code).brief("promo", *MONEY), [200, wanted])
        yield Seen(f"order: {name}", shop.buy(event, 2, promo=code).brief("promo", *MONEY), [201, wanted])


@scenario
def a_promo_counts_from_its_start_up_to_its_end(shop: Shop) -> Iterator[Seen]:
    code = shop.code()
    event = shop.event(promos=[shop.promo(code, percent=10, since=HOUR, until=2 * HOUR)])
    for name, moment, refused in (
        ("a second before its start", NOW + HOUR - SECOND, True),
        ("at its start", NOW + HOUR, False),
        ("a second before its end", NOW + 2 * HOUR - SECOND, False),
        ("at its end", NOW + 2 * HOUR, True),
    ):
        shop.at(moment)
        yield Seen(f"quote: {name}", shop.quote(event, 1, promo=code).status, 409 if refused else 200)
        yield Seen(f"order: {name}", shop.buy(event, 1, promo=code).status, 409 if refused else 201)


@scenario
def an_unknown_promo_is_bad_input(shop: Shop) -> Iterator[Seen]:
    event, code = shop.event(), shop.code()
    yield Seen("quote", shop.quote(event, 1, promo=code).status, 422)
    yield Seen("order", shop.buy(event, 1, promo=code).status, 422)
    yield Seen("order of a group", shop.buy(event, 6, promo=code).status, 422)


@scenario
def a_promo_has_so_many_uses(shop: Shop) -> Iterator[Seen]:
    code = shop.code()
    event = shop.event(promos=[shop.promo(code, percent=10, uses=2)])
    yield Seen("declined", shop.buy(event, 1, promo=code, card="tok_declined").status, 402)
    yield Seen("quoted", shop.quote(event, 1, promo=code).status, 200)
    first = shop.buy(event, 1, promo=code)
    yield Seen("first", first.status, 201)
    yield Seen("second", shop.buy(event, 1, promo=code).status, 201)
    yield Seen("third", shop.buy(event, 1, promo=code).status, 409)
    yield Seen("third quote", shop.quote(event, 1, promo=code).status, 409)
    yield Seen("refund", shop.refund(first).status, 200)
    yield Seen("a refund gives no use back", shop.buy(event, 1, promo=code).status, 409)


@scenario
def the_larger_of_group_discount_and_promo_counts(shop: Shop) -> Iterator[Seen]:
    for name, price, off, discount, used in (
        ("the promo is larger", 2000, {"percent": 15}, 1800, True),
        ("the group discount is larger", 2000, {"percent": 5}, 1200, False),
        ("a tie", 2000, {"percent": 10}, 1200, False),
        ("a tie with an amount", 2000, {"amount_cents": 1200}, 1200, False),
        ("a cent more", 2000, {"amount_cents": 1201}, 1201, True),
    ):
        code = shop.code()
        event = shop.event(price, promos=[shop.promo(code, uses=1, **off)])
        order = shop.buy(event, 6, promo=code)
        wanted = {"discount_cents": discount, "promo": code if used else None}
        yield Seen(name, order.brief("discount_cents", "promo"), [201, wanted])
        yield Seen(f"{name}: a use left", shop.buy(event, 1, promo=code).status, 409 if used else 201)


@scenario
def an_expired_promo_is_refused_even_where_the_group_discount_wins(shop: Shop) -> Iterator[Seen]:
    code = shop.code()
    event = shop.event(promos=[shop.promo(code, percent=5, until=-HOUR)])
    yield Seen("quote", shop.quote(event, 6, promo=code).status, 409)
    yield Seen("order", shop.buy(event, 6, promo=code).status, 409)

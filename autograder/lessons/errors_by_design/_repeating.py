"""A purchase that comes twice, one scene for each way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from autograder.lessons.errors_by_design._charging import charges_of
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, not_sold, shown
from autograder.lessons.errors_by_design._shop import SEATS, Reply, Shop, Want, id_in, some_price
from autograder.upstreams import Fault

RETRY_AFTER = "retry-after"
HALF = 4
"""Of the tickets that one customer may have of an event."""


def first_sale_again(shop: Shop) -> Wrong | None:
    """The first answer was 201."""
    return _sold_twice(shop, shop.want(shop.concert()), "")


def first_sale_of_all_again(shop: Shop) -> Wrong | None:
    """The first one took all seats, and as many as a customer may have."""
    concert = shop.concert(seats=2 * HALF)
    want = shop.want(concert, HALF)
    shop.buy(shop.want(concert, HALF, email=want.email))
    return _sold_twice(shop, want, " It had taken the last seats, and the last that this customer may have.")


def _sold_twice(shop: Shop, want: Want, more: str) -> Wrong | None:
    key = shop.word()
    first = shop.buy(want, key)
    wrong = not_sold(shop, want, first, "A purchase with a key.")
    before = Before(first, len(shop.calls()))
    words = f"The same request with the same key came again; the first answer was {first.status}.{more}"
    return wrong or the_same(shop, want, before, shop.buy(want, key), words)


def paid_back_again(shop: Shop, *, is_cancelled: bool) -> Wrong | None:
    """The first answer was 201, and the money was given back: to this customer, or to all of the event's."""
    want, key = shop.want(shop.concert()), shop.word()
    first = shop.buy(want, key)
    wrong = not_sold(shop, want, first, "A purchase with a key.")
    if wrong is not None:
        return wrong
    order = id_in(first.fields.get("id"))
    path = f"/events/{want.concert.id}/cancel" if is_cancelled else f"/orders/{order}/refund"
    paid_back = shop.post(path)
    before = Before(first, len(shop.calls()))
    again = shop.buy(want, key)
    words = (
        f"It was sold; then came POST {path} ({paid_back.status}), and the same request with the same key."
    )
    if again.status == HTTPStatus.CREATED and again.fields == shop.get(f"/orders/{order}").fields:
        before = Before(again, before.calls)
    return the_same(shop, want, before, again, words)


def first_refusal_again(shop: Shop) -> Wrong | None:
    """The first answer was 402."""
    want, key = shop.want(shop.concert()), shop.word()
    shop.app.upstreams.payments.dial(Fault.DECLINE, times=1)
    first = shop.buy(want, key)
    before = Before(first, len(shop.calls()))
    again = shop.buy(want, key)
    words = f"The card was declined ({first.status}); the same request with the same key came again."
    if first.status != HTTPStatus.PAYMENT_REQUIRED:
        return Wrong("wrong-status", "A declined card is 402.", shown(shop, want, first, words, "402"))
    return the_same(shop, want, before, again, words)


def while_in_progress(shop: Shop) -> Wrong | None:
    """The first one waits for payments."""
    want, key = shop.want(shop.concert()), shop.word()
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want, key)
    shop.app.waiting(pending)
    meanwhile = shop.begin(want, key)
    shop.app.until(lambda: meanwhile.done() or len(shop.app.upstreams.gate.waiting) > 1)
    charged = len(shop.app.upstreams.gate.waiting)
    shop.app.upstreams.gate.open()
    first, reply = shop.ended(pending), shop.ended(meanwhile)
    words = "The same request came again while the first one's charge was under way."
    return _refused_meanwhile(shop, want, reply, charged, words) or _ended_well(shop, want, key, first, words)


def two_at_once(shop: Shop) -> Wrong | None:
    """Neither can see that the other has come."""
    want, key = shop.want(shop.concert()), shop.word()
    shop.app.upstreams.gate.hold(charges_of(want))
    shop.app.hesitate()
    both = [shop.begin(want, key), shop.begin(want, key)]
    gate = shop.app.upstreams.gate
    shop.app.until(lambda: len(gate.waiting) + sum(each.done() for each in both) >= len(both))
    charged = len(gate.waiting)
    gate.open()
    replies = sorted((shop.ended(each) for each in both), key=lambda reply: reply.status or 0)
    words = "Two requests with the same key came at the same moment."
    return _refused_meanwhile(shop, want, replies[1], charged, words) or _ended_well(
        shop, want, key, replies[0], words
    )


def of_another_customer(shop: Shop) -> Wrong | None:
    """Keys belong to customers."""
    concert, key = shop.concert(), shop.word()
    one, other = shop.want(concert, 1), shop.want(concert, 1)
    first, second = shop.buy(one, key), shop.buy(other, key)
    words = f"Another customer had used the same key ({first.status})."
    if second.status != HTTPStatus.CREATED or second.fields.get("id") == first.fields.get("id"):
        summary = "One customer's key stands in another's way."
        return Wrong("key-of-all", summary, shown(shop, other, second, words, "201, an order of their own"))
    return not_sold(shop, other, second, words)


def written_differently(shop: Shop) -> Wrong | None:
    """Case and blanks of the address do not matter."""
    want, key = shop.want(shop.concert()), shop.word()
    first = shop.buy(want, key)
    wrong = not_sold(shop, want, first, "A purchase with a key.")
    before = Before(first, len(shop.calls()))
    other = replace(want, email=f" {want.email.upper()} ")
    words = (
        f"{want.email} bought with a key ({first.status}). Then the same request came with the same key "
        f"and the address as {other.email!r}: in capitals, with blanks around it."
    )
    return wrong or the_same(shop, other, before, shop.buy(other, key), words)


def lines_in_another_order(shop: Shop) -> Wrong | None:
    """The same tickets by tier, in lines of another order and size."""
    price = some_price(shop.chance)
    tiers = [{"name": name, "price_cents": price, "seats": SEATS} for name in ("Standing", "Seated")]
    concert, key = shop.concert(price=price, tiers=tiers), shop.word()
    one, other = (shop.tiers(concert)[end] for end in (0, -1))
    want = shop.want(concert, 3, lines=((one, 2), (other, 1)))
    first = shop.buy(want, key)
    wrong = not_sold(shop, want, first, "A purchase with a key, for tickets of two tiers.")
    before = Before(first, len(shop.calls()))
    again = shop.buy(replace(want, lines=((other, 1), (one, 1), (one, 1))), key)
    words = (
        f"Two tickets of tier {one} and one of tier {other} were bought with a key ({first.status}). Then "
        f"they were asked for again with the same key, in three lines, that of tier {other} first."
    )
    return wrong or the_same(shop, want, before, again, words)


def without_a_key(shop: Shop) -> Wrong | None:
    """Whoever sends no key means it."""
    want = shop.want(shop.concert(), 1)
    first, second = shop.buy(want), shop.buy(want)
    if {first.status, second.status} != {HTTPStatus.CREATED}:
        words = "The same request came twice without a key."
        return Wrong(
            "not-sold", "Without a key each request is a purchase.", shown(shop, want, second, words, "201")
        )
    return None


@dataclass(frozen=True)
class Before:
    """The first answer, and how often payments had been asked when it came."""

    reply: Reply
    calls: int


def the_same(shop: Shop, want: Want, before: Before, again: Reply, words: str) -> Wrong | None:
    first = before.reply
    expected = f"the first answer again: {first}"
    if len(shop.calls()) > before.calls:
        summary = "A repeat with the same key asks payments again."
        return Wrong("charged-again", summary, shown(shop, want, again, words, expected))
    if again.status != first.status or again.fields != first.fields:
        summary = "A repeat does not get the first answer."
        return Wrong("other-answer", summary, shown(shop, want, again, words, expected))
    return None


def _refused_meanwhile(shop: Shop, want: Want, reply: Reply, charged: int, words: str) -> Wrong | None:
    if charged > 1:
        summary = "Two requests with one key are charged both."
        return Wrong("charged-twice", summary, shown(shop, want, reply, words, "one charge"))
    wrong = has_status(shop, want, reply, HTTPStatus.CONFLICT, words=words, reason="not-refused-meanwhile")
    if wrong is None and RETRY_AFTER not in reply.headers:
        summary = "The answer does not say when to ask again."
        return Wrong("no-retry-after", summary, shown(shop, want, reply, words, "409 with Retry-After"))
    return wrong


def _ended_well(shop: Shop, want: Want, key: str, first: Reply, words: str) -> Wrong | None:
    wrong = not_sold(shop, want, first, f"{words} This is the answer to the first.")
    if wrong is not None:
        return wrong
    before = Before(first, len(shop.calls()))
    again = shop.buy(want, key)
    return the_same(shop, want, before, again, f"{words} Later it came once more.")


def has_status(
    shop: Shop, want: Want, reply: Reply, status: HTTPStatus, *, words: str, reason: str
) -> Wrong | None:
    evidence = shown(shop, want, reply, words, f"{status.value}, a problem document")
    if reply.status != status:
        return Wrong(reason, f"The answer must be {status.value}.", evidence)
    if not reply.is_problem:
        return Wrong("no-problem-document", "The answer is no problem document.", evidence)
    return None


NO_KEYS_NEEDED = frozenset({"another customer"})
"""Right for an app that takes no notice of keys: they count once repeats get the first answer."""

SCENES: Mapping[str, Scene] = {
    "201 again": first_sale_again,
    "201 again, all taken": first_sale_of_all_again,
    "refunded again": partial(paid_back_again, is_cancelled=False),
    "cancelled again": partial(paid_back_again, is_cancelled=True),
    "402 again": first_refusal_again,
    "in progress": while_in_progress,
    "two at once": two_at_once,
    "another customer": of_another_customer,
    "written differently": written_differently,
    "lines in another order": lines_in_another_order,
}

BASICS: Mapping[str, Scene] = {"without a key": without_a_key}

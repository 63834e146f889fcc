"""A key that comes with another purchase, or in another process, one scene for each way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from autograder.lessons.errors_by_design._charging import charges_of
from autograder.lessons.errors_by_design._repeating import Before, has_status, the_same
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, not_sold, shown
from autograder.lessons.errors_by_design._shop import SEATS, Reply, Shop, Want, some_price

A_PURCHASE = "A purchase with a key."


def other_body(shop: Shop) -> Wrong | None:
    """The key was used for something else."""
    price, promo = some_price(shop.chance), promo_of(shop)
    tiers = [{"name": name, "price_cents": price, "seats": SEATS} for name in ("Standing", "Seated")]
    want, key = shop.want(shop.concert(price=price, tiers=tiers, promos=[promo])), shop.word()
    first = shop.buy(want, key)
    wrong = not_sold(shop, want, first, A_PURCHASE)
    for what, other in _others(shop, want, promo["code"]).items() if wrong is None else ():
        words = f"{A_PURCHASE} ({first.status}) Then another one with the same key: {what}."
        wrong = wrong or _is_reused(shop, other, shop.buy(other, key), words)
    return wrong


def _others(shop: Shop, want: Want, promo: str) -> Mapping[str, Want]:
    """Other purchases of the same customer, by what is other about them."""
    tier, other_event = shop.tiers(want.concert)[-1], shop.concert(price=want.concert.price)
    return {
        "more tickets": replace(want, quantity=want.quantity + 1),
        "another card": replace(want, card=f"tok_{shop.word().lower()}"),
        "another card with the same end": replace(want, card=f"tok_{shop.word().lower()}{want.card[-4:]}"),
        "another card with the same beginning": replace(want, card=f"{want.card}{shop.word().lower()}"),
        "a promo code, where the first had none": replace(want, promo=promo),
        "another tier": replace(want, concert=replace(want.concert, tier=tier)),
        "another event": replace(want, concert=other_event),
    }


def promo_of(shop: Shop, uses: int = SEATS) -> dict[str, Any]:
    """A promo code with so many uses."""
    begins, ends = shop.now - timedelta(days=1), shop.now + timedelta(days=9)
    times = {"starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
    return {"code": shop.word().upper(), "percent": 10, "uses": uses, **times}


def other_body_in_progress(shop: Shop) -> Wrong | None:
    """The key is in use for something else."""
    want, key = shop.want(shop.concert()), shop.word()
    other = replace(want, quantity=want.quantity + 1)
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want, key)
    shop.app.waiting(pending)
    meanwhile = shop.begin(other, key)
    shop.app.until(lambda: meanwhile.done() or len(shop.app.upstreams.gate.waiting) > 1)
    shop.app.upstreams.gate.open()
    shop.ended(pending)
    words = "While the first one's charge was under way another purchase came with its key: one ticket more."
    return _is_reused(shop, other, shop.ended(meanwhile), words)


def card_is_kept(shop: Shop) -> Wrong | None:
    """What a key stands for is kept, and a card is nothing to keep."""
    want = shop.want(shop.concert())
    reply = shop.buy(want, shop.word())
    if want.card.encode() in shop.app.database():
        words = f"{A_PURCHASE} Afterwards the card stands in the database as it was sent."
        evidence = shown(shop, want, reply, words, "no card in any table")
        return Wrong("card-kept", "A card is kept in clear text.", evidence)
    return not_sold(shop, want, reply, A_PURCHASE)


def _is_reused(shop: Shop, other: Want, reply: Reply, words: str) -> Wrong | None:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return has_status(shop, other, reply, status, words=words, reason="other-body")


@dataclass(frozen=True)
class _Earlier:
    """What was bought in the first process, with which key, and what was answered."""

    want: Want
    key: str
    reply: Reply


@contextmanager
def elsewhere(shop: Shop) -> Iterator[tuple[Shop, Mapping[str, Scene]]]:
    """Two purchases with keys; then another process over the same database, and the scenes for it."""
    shop.begin_scene()
    earlier = [_bought(shop) for _ in range(2)]
    with shop.app.elsewhere() as app:
        scenes = {
            name: partial(scene, earlier=one)
            for (name, scene), one in zip(_ELSEWHERE.items(), earlier, strict=True)
        }
        yield Shop(app, shop.chance, shop.now), scenes


def _bought(shop: Shop) -> _Earlier:
    want, key = shop.want(shop.concert()), shop.word()
    return _Earlier(want, key, shop.buy(want, key))


def sold_again_elsewhere(shop: Shop, *, earlier: _Earlier) -> Wrong | None:
    """The order again, whoever sold it."""
    want, first = earlier.want, earlier.reply
    again = shop.buy(want, earlier.key)
    words = (
        f"A purchase with a key ({first.status}); the same came again, and another process answered, "
        "with the same database."
    )
    return the_same(shop, want, Before(first, 0), again, words) or not_sold(shop, want, again, words)


def other_body_elsewhere(shop: Shop, *, earlier: _Earlier) -> Wrong | None:
    """The key was used for something else, in another process."""
    other = replace(earlier.want, quantity=earlier.want.quantity + 1)
    words = (
        f"A purchase with a key ({earlier.reply.status}); one for a ticket more came with the same key, and "
        "another process answered, with the same database."
    )
    return _is_reused(shop, other, shop.buy(other, earlier.key), words)


_ELSEWHERE: Mapping[str, Callable[..., Wrong | None]] = {
    "201 again in another process": sold_again_elsewhere,
    "other body in another process": other_body_elsewhere,
}

NO_KEYS_NEEDED = frozenset({"the card in the database"})

SCENES: Mapping[str, Scene] = {
    "other body": other_body,
    "other body in progress": other_body_in_progress,
    "the card in the database": card_is_kept,
}

"""What `may_buy` is asked: wishes at and beside every bound."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from autograder.lessons.boundaries._rules import PromoCase
from autograder.lessons.thin_controllers._rules import MOST_TICKETS, Wish

CASES = 400

TICK = timedelta(microseconds=1)
NEAR = (timedelta(0), TICK, timedelta(seconds=1), timedelta(days=1))


def wishes(randomness: random.Random) -> Iterator[Wish]:
    """Wishes that may be granted, and such that are refused for one reason or for several at once."""
    for _ in range(CASES):
        now = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=randomness.randrange(50 * 365 * 86_400))
        wanted = {
            tier: randomness.randint(1, 3)
            for tier in randomness.sample(range(1, 9), randomness.randint(1, 2))
        }
        many = sum(wanted.values())
        yield Wish(
            status=randomness.choice(("on_sale",) * 8 + ("draft", "cancelled")),
            on_sale_at=now + randomness.choice((-1,) * 9 + (1,)) * randomness.choice(NEAR),
            starts_at=now + randomness.choice((1,) * 9 + (-1,)) * randomness.choice((*NEAR[1:], *NEAR)),
            now=now,
            wanted=wanted,
            left={
                tier: max(0, quantity + randomness.choice((-1, 0, 0, 1, 50, 50)))
                for tier, quantity in wanted.items()
            },
            owned=randomness.choice((0, 0, MOST_TICKETS - many, max(0, MOST_TICKETS - many + 1), 8)),
            promo=_promo(randomness, now) if randomness.random() < 0.5 else None,  # noqa: PLR2004 - as often as not
        )


def _promo(randomness: random.Random, now: datetime) -> PromoCase:
    starts_at = now + randomness.choice((-1,) * 6 + (1,)) * randomness.choice(NEAR)
    ends_at = now + randomness.choice((1,) * 6 + (-1,)) * randomness.choice((*NEAR[1:], *NEAR))
    return PromoCase(20, None, starts_at, ends_at, randomness.choice((0, 1, 1, 1, 50)))

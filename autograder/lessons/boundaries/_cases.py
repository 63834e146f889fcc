"""What the domain is asked: orders and refunds around every bound, far from today and right beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from autograder.lessons.boundaries._rules import (
    FULL_REFUND_NOTICE,
    HALF_REFUND_NOTICE,
    PriceCase,
    PromoCase,
    RefundCase,
)

PRICES, REFUNDS = 150, 150
"""How many of each are asked."""

TICK = timedelta(microseconds=1)
NEAR = (timedelta(0), TICK, timedelta(seconds=1), timedelta(minutes=1))
ZONES = (timedelta(0), timedelta(hours=2), -timedelta(hours=9, minutes=30))


def price_cases(randomness: random.Random, today: datetime) -> Iterator[PriceCase]:
    """Orders with and without promo codes.

    Arguments:
        randomness: draws them.
        today: the real time, aware: some promos are over, or not good yet, by a moment of it alone.
    """
    for _ in range(PRICES):
        now = _now(randomness, today)
        count = randomness.choice((1, 1, 2, 3))
        lines = tuple((_amount(randomness), randomness.randint(1, 4)) for _ in range(count))
        yield PriceCase(lines, now, _promo(randomness, now) if randomness.random() < 0.6 else None)  # noqa: PLR2004


def refund_cases(randomness: random.Random, today: datetime) -> Iterator[RefundCase]:
    """Orders to be refunded, in every state and around every bound; arguments as for `price_cases`."""
    bounds = (FULL_REFUND_NOTICE, HALF_REFUND_NOTICE, timedelta(0))
    states = ((True, False), (True, False), (True, False), (False, True), (False, False), (True, True))
    for _ in range(REFUNDS):
        now = _now(randomness, today)
        notice = randomness.choice(bounds) + randomness.choice((1, -1)) * randomness.choice(NEAR)
        paid, refunded = randomness.choice(states)
        fee = randomness.choice((0, 100, randomness.randint(100, 1_500)))
        yield RefundCase(
            total=fee + _amount(randomness),
            fee=fee,
            now=now,
            starts_at=_elsewhere(randomness, now + notice),
            cancelled=randomness.random() < 0.2,  # noqa: PLR2004 - often enough for every state
            paid=paid,
            refunded=refunded,
        )


def _now(randomness: random.Random, today: datetime) -> datetime:
    """Some moment of half a century, or one shortly before the real time."""
    if randomness.random() < 0.5:  # noqa: PLR2004 - as often as not
        return today - timedelta(seconds=randomness.randint(5, 600))
    return datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=randomness.randrange(50 * 365 * 86_400))


def _elsewhere(randomness: random.Random, moment: datetime) -> datetime:
    """The same moment, told in some time zone."""
    return moment.astimezone(timezone(randomness.choice(ZONES)))


def _amount(randomness: random.Random) -> int:
    return randomness.choice(
        (0, 1, 10, 1_999, 2_070, randomness.randint(1, 500), randomness.randint(500, 60_000))
    )


def _promo(randomness: random.Random, now: datetime) -> PromoCase:
    """A code that is just good, just not good yet or just over, or that has no uses left."""
    percent = randomness.randint(1, 100) if randomness.random() < 0.5 else None  # noqa: PLR2004 - as often as not
    amount = (
        None if percent is not None else randomness.choice((1, 500, 100_000, randomness.randint(1, 9_000)))
    )
    starts_at = now + randomness.choice((-1, -1, -1, 1)) * randomness.choice(NEAR)
    ends_at = now + randomness.choice((1, 1, 1, -1)) * randomness.choice(NEAR)
    return PromoCase(
        percent, amount, _elsewhere(randomness, starts_at), ends_at, randomness.choice((0, 1, 1, 1, 50))
    )

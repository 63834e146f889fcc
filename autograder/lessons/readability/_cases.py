"""The cases that are asked: a textbook case for every rule and bound, simplest first, then generated ones."""

from __future__ import annotations

import hashlib
import hmac
import random
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache

from autograder.lessons.readability._rules import FULL_REFUND_NOTICE, HALF_REFUND_NOTICE, Case

COUNT = 2_000
"""Cases asked in all."""

POOL = 6_000
"""Generated cases to draw from: making new ones for each submission takes longer than asking them."""

# Winter, and no case spans more than two months: no clock is put forward or back in between.
NOON = datetime(2026, 11, 16, 12, 0)
_PAID = Case(10_500, 500, NOON, NOON + timedelta(days=20))
_TICK = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_NOTICES = (
    timedelta(days=20),
    timedelta(days=5),
    timedelta(hours=12),
    FULL_REFUND_NOTICE,
    FULL_REFUND_NOTICE - _SECOND,
    HALF_REFUND_NOTICE,
    HALF_REFUND_NOTICE - _SECOND,
    timedelta(0),
    timedelta(days=-1),
)
_AMOUNTS = ((10_500, 500), (5_720, 272), (12_000, 0), (0, 0))
"""Total and fee in cents: a round order, one whose difference floats miss, one without a fee, a free one."""

_STATES = (
    _PAID,
    replace(_PAID, cancelled=True),
    replace(_PAID, paid=False, refunded=True),
    replace(_PAID, paid=False),
    replace(_PAID, cancelled=True, paid=False, refunded=True),
    replace(_PAID, cancelled=True, paid=False),
)


def cases(randomness: random.Random, secret: bytes) -> list[Case]:
    """The cases to ask, the simplest first.

    Arguments:
        randomness: draws those that the textbook does not hold.
        secret: of the course; nobody who does not know it can foretell what is drawn from.
    """
    textbook = _textbook()
    return [*textbook, *randomness.sample(_pool(secret), COUNT - len(textbook))]


@lru_cache(maxsize=4)
def _pool(secret: bytes) -> tuple[Case, ...]:
    seed = hmac.new(secret, b"refund cases", hashlib.sha256).digest()
    randomness = random.Random(seed)  # noqa: S311 - cases, no keys
    return tuple(_generated(randomness) for _ in range(POOL))


@cache
def _textbook() -> tuple[Case, ...]:
    return tuple(
        replace(state, starts_at=NOON + notice, total_cents=total, fee_cents=fee)
        for total, fee in _AMOUNTS
        for state in _STATES
        for notice in _NOTICES
    )


def _generated(randomness: random.Random) -> Case:
    without_fee = 2 * randomness.choice((randomness.randint(0, 40_000), randomness.randint(0, 500)))
    fee = randomness.choice((0, 100, 1_500, randomness.randint(1, 1_500)))
    paid, refunded = randomness.choices(
        ((True, False), (False, True), (True, True), (False, False)), (7, 1, 1, 1)
    )[0]
    now = NOON + timedelta(seconds=randomness.randrange(30 * 86_400))
    return Case(
        total_cents=without_fee + fee,
        fee_cents=fee,
        now=now,
        starts_at=now + _notice(randomness),
        cancelled=randomness.random() < 0.2,  # noqa: PLR2004 - often enough for every notice
        paid=paid,
        refunded=refunded,
    )


def _notice(randomness: random.Random) -> timedelta:
    """On a bound, a moment beside one, or anywhere from 30 days before the start to 10 days after it."""
    bound = randomness.choice((FULL_REFUND_NOTICE, HALF_REFUND_NOTICE, timedelta(0)))
    beside = randomness.choice((timedelta(0), _TICK, _SECOND, timedelta(minutes=1), timedelta(hours=1)))
    anywhere = timedelta(seconds=randomness.randint(-10 * 86_400, 30 * 86_400))
    return randomness.choice((bound, bound + beside, bound - beside, anywhere))

"""What is on when purchases are tried: concerts at every bound of the rules, and promo codes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from autograder.probes import Concert, PromoTerms, TierTerms

NOW = datetime(2031, 5, 6, 10, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PLENTY = 500
"""Seats, where they are not what is asked."""

OPEN, SMALL, FIRST_MOMENT, DRAFT, SOON, BEGUN, CANCELLED, UNPAID = range(8)
"""Places of the concerts. On sale are the first three, and the last, where nobody pays at first."""

CLOSED = (DRAFT, SOON, BEGUN, CANCELLED)

FREE, CHEAP, DEAR = 0, 1, 2
"""Tiers of the open concert whose prices are at an end of the fee's; the others are drawn."""

SCARCE, AMPLE = 0, 1
"""Tiers of the small concert."""

SCARCE_SEATS = 2
DRAWN_TIERS = 4


@dataclass(frozen=True)
class Codes:
    """The promo codes by what they are for.

    Arguments:
        percent, amount: good ones.
        tie: as many per cent as a group gets off.
        huge: worth more than any order.
        once: good for one order.
        late, early, used_up: over at this moment, good from the next second on, without a use.
    """

    percent: PromoTerms
    amount: PromoTerms
    tie: PromoTerms
    huge: PromoTerms
    once: PromoTerms
    late: PromoTerms
    early: PromoTerms
    spent: PromoTerms

    @property
    def over(self) -> tuple[PromoTerms, ...]:
        """Those that are not good now, but for the spent one, which is good until its use is taken."""
        return self.late, self.early


def concerts(randomness: random.Random) -> tuple[tuple[Concert, ...], Codes]:
    """The concerts in their places, and the codes, which come with the first of them.

    Arguments:
        randomness: draws prices, terms and names of codes.
    """
    codes = _codes(randomness)
    prices = (0, 100 * randomness.randint(1, 19), 100 * randomness.randint(60, 300))
    drawn = tuple(_price(randomness) for _ in range(DRAWN_TIERS))
    tiers = tuple(TierTerms(f"tier {place}", price, PLENTY) for place, price in enumerate((*prices, *drawn)))
    times, promos = (NOW - DAY, NOW + 30 * DAY), tuple(vars(codes).values())
    made = {
        OPEN: Concert("open to all", "on_sale", times[1], times[0], tiers, promos),
        SMALL: _small("a small hall", "on_sale", times),
        FIRST_MOMENT: _small("on sale from this moment on", "on_sale", (NOW, NOW + SECOND)),
        DRAFT: _small("a draft", "draft", times),
        SOON: _small("on sale from the next second on", "on_sale", (NOW + SECOND, times[1])),
        BEGUN: _small("a concert that begins at this moment", "on_sale", (times[0], NOW)),
        CANCELLED: _small("a cancelled concert", "cancelled", times),
        UNPAID: _small("a hall for those who may not pay", "on_sale", times),
    }
    return tuple(made[place] for place in sorted(made)), codes


def _price(randomness: random.Random) -> int:
    """Any price; every other one with a half cent in its fee or discount."""
    return randomness.choice((randomness.randint(200, 9_000), 5 + 10 * randomness.randint(20, 900)))


def _small(title: str, status: str, times: tuple[datetime, datetime]) -> Concert:
    tiers = (TierTerms("scarce", 3_000, SCARCE_SEATS), TierTerms("ample", 2_000, PLENTY))
    on_sale_at, starts_at = times
    return Concert(title, status, starts_at, on_sale_at, tiers)


def _codes(randomness: random.Random) -> Codes:
    stem = "".join(randomness.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=6))

    def code(name: str, percent: int | None, amount: int | None = None, uses: int = 99) -> PromoTerms:
        since, until = {
            "LATE": (NOW - DAY, NOW),
            "EARLY": (NOW + SECOND, NOW + DAY),
            "PERCENT": (NOW, NOW + SECOND),
        }.get(name, (NOW - DAY, NOW + DAY))
        return PromoTerms(f"{stem}{name}", percent, amount, since, until, uses)

    return Codes(
        percent=code("PERCENT", randomness.randint(11, 60)),
        amount=code("AMOUNT", None, randomness.randint(100, 900)),
        tie=code("TIE", 10),
        huge=code("HUGE", None, 9_000_000),
        once=code("ONCE", 15, uses=1),
        late=code("LATE", 30),
        early=code("EARLY", 30),
        spent=code("SPENT", 30, uses=1),
    )

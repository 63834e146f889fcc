"""What is in the store when the contract begins: events and orders in every state that a route can meet."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

FAR, NEAR, SOON, TONIGHT, CANCELLED, COMING, DRAFT = range(1, 8)
"""The events, by the ids that a new database gives them."""

SEATS = 40
LAST_SEATS = 10


@dataclass(frozen=True)
class Shop:
    """A store, and what its ids and codes will be.

    Arguments:
        name: of its app.
        now: aware.
        codes: what `new_code` gives, in this order.
        events, orders: see `autograder.probes.inside.seeding`.
        tiers: ids by event.
        order_ids, tickets: id and codes of each order, by what it is there for.
        percent, fixed, over: promo codes: so many per cent; an amount, good once; one that is over.
    """

    name: str
    now: datetime
    codes: tuple[str, ...]
    events: tuple[Mapping[str, Any], ...]
    orders: tuple[Mapping[str, Any], ...]
    tiers: Mapping[int, tuple[int, ...]]
    order_ids: Mapping[str, int]
    tickets: Mapping[str, tuple[str, ...]]
    percent: str
    fixed: str
    over: str

    def starts_at(self, event: int) -> datetime:
        """When an event starts."""
        return datetime.fromisoformat(self.events[event - 1]["starts_at"])


ORDERS: Mapping[str, tuple[int, tuple[int, ...]]] = {
    "page": (FAR, (2, 1)),
    "promo": (FAR, (2,)),
    "early": (FAR, (3,)),
    "half": (NEAR, (1,)),
    "late": (SOON, (2,)),
    "cancelled": (CANCELLED, (2,)),
    "checkin": (TONIGHT, (3,)),
    "refunded": (NEAR, (1,)),
    "released": (FAR, (1,)),
}
"""What each order is there for: its event, and how many tickets of each tier."""


def new_shop(name: str, now: datetime, randomness: random.Random) -> Shop:
    """A shop with titles, prices, codes and customers like no other's."""
    percent, fixed, over = (_word(randomness).upper() for _ in range(3))
    events = tuple(_events(now, randomness, (percent, fixed, over)))
    tiers: dict[int, tuple[int, ...]] = {}
    for number, event in enumerate(events, start=1):
        first = 1 + sum(map(len, tiers.values()))
        tiers[number] = tuple(range(first, first + len(event["tiers"])))
    codes = tuple(f"{_word(randomness).upper()}{place}" for place in range(120))
    return Shop(
        name=name,
        now=now,
        codes=codes,
        events=events,
        orders=tuple(_orders(tiers, randomness, percent)),
        tiers=tiers,
        order_ids={purpose: number for number, purpose in enumerate(ORDERS, start=1)},
        tickets=_tickets(codes),
        percent=percent,
        fixed=fixed,
        over=over,
    )


def _word(randomness: random.Random) -> str:
    return "".join(randomness.choices("abcdefghijklmnopqrstuvwxyz", k=7))


def _events(
    now: datetime, randomness: random.Random, codes: tuple[str, str, str]
) -> Iterator[dict[str, Any]]:
    chance = randomness
    yield _event(chance, now + chance.randint(20, 60) * DAY, now, promos=[*_promos(codes, now, chance)])
    yield _event(chance, now + chance.randint(3, 13) * DAY, now)
    yield _event(chance, now + chance.randint(5, 47) * HOUR, now, seats=LAST_SEATS)
    yield _event(chance, now + 2 * HOUR, now)
    yield _event(chance, now + chance.randint(4, 60) * DAY, now)
    yield _event(chance, now + 30 * DAY, now, on_sale_at=(now + 2 * DAY).isoformat())
    yield _event(chance, now + 30 * DAY, now, status="draft")


def _event(
    chance: random.Random, starts_at: datetime, now: datetime, *, seats: int = SEATS, **more: Any
) -> dict[str, Any]:
    prices = chance.sample(range(1000, 9000), k=2)
    names = (_word(chance).title(), _word(chance).title())
    return {
        "title": f"{_word(chance).title()} {_word(chance)}",
        "venue": f"Hall {_word(chance)}",
        "city": chance.choice(["Ghent", "Lille", "Aachen", "Utrecht"]),
        "status": "on_sale",
        "starts_at": starts_at.isoformat(),
        "on_sale_at": (now - chance.randint(1, 90) * DAY).isoformat(),
        "tiers": [
            {"name": name, "price": price, "seats": seats} for name, price in zip(names, prices, strict=True)
        ],
        "promos": [],
        **more,
    }


def _promos(codes: tuple[str, str, str], now: datetime, chance: random.Random) -> Iterator[dict[str, Any]]:
    terms: tuple[tuple[int | None, int | None, int, timedelta], ...] = (
        (chance.randint(5, 60), None, 50, DAY),
        (None, chance.randint(100, 900), 1, DAY),
        (chance.randint(5, 60), None, 50, -DAY),
    )
    for code, (percent, amount, uses, until) in zip(codes, terms, strict=True):
        times = {"starts_at": (now - 9 * DAY).isoformat(), "ends_at": (now + until).isoformat()}
        yield {"code": code, "percent": percent, "amount": amount, "uses": uses, **times}


def _orders(
    tiers: Mapping[int, tuple[int, ...]], chance: random.Random, percent: str
) -> Iterator[dict[str, Any]]:
    for purpose, (event, quantities) in ORDERS.items():
        yield {
            "event_id": event,
            "email": f"{_word(chance)}@example.org",
            "lines": [[tiers[event][place], many] for place, many in enumerate(quantities)],
            "card": "tok_declined" if purpose == "released" else f"tok_{_word(chance)}",
            "promo": percent if purpose == "promo" else None,
        }


def _tickets(codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The codes of each order; one that is released has none."""
    found: dict[str, tuple[str, ...]] = {}
    given = iter(codes)
    for purpose, (_, quantities) in ORDERS.items():
        many = 0 if purpose == "released" else sum(quantities)
        found[purpose] = tuple(next(given) for _ in range(many))
    return found

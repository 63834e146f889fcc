"""Two apps of one process that must not know one another: what each does with what it was handed."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from autograder.probes import THE_SAME, ComposedApp, Composition, id_in
from autograder.sandbox import JSON, Answer, Failure

SECONDS = 3.0
"""For one answer."""

CODES = 60
LONGEST = 300
"""Characters of a value that are shown."""
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
ALWAYS = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))
"""A sale that is open whatever the clock says."""

CREATED, OK, CONFLICT, NOT_FOUND = 201, 200, 409, 404


class Part(StrEnum):
    """What is handed in."""

    TIME = "time"
    CODES = "codes"
    SERVICES = "services and settings"


@dataclass(frozen=True)
class Miss:
    """Something that an app did otherwise than it was told by what it was handed.

    Arguments:
        part: of what was handed in.
        why: in a few words.
        asked, expected, got: the request, and the two answers.
        failure: why there was no answer, or what was raised.
    """

    part: Part
    why: str
    asked: str
    expected: str
    got: str
    failure: Failure | None = None


class NoAnswer(Exception):  # noqa: N818 - it says what there was
    """An app gave no answer at all, so that there is no use in asking on."""

    def __init__(self, miss: Miss) -> None:
        super().__init__(miss.why)
        self.miss = miss


def compositions(randomness: random.Random, today: datetime) -> tuple[Composition, Composition]:
    """North, far in the future, with payments and mail of ours; south, two hours ago, with its own."""
    future = datetime(2029, 3, 1, 9, 30, 15, tzinfo=UTC) + timedelta(seconds=randomness.randrange(10**8))
    lately = today.replace(microsecond=0) - 2 * HOUR
    north = Composition("north", future, _codes(randomness), frozenset({"payments", "mail"}))
    return north, Composition("south", lately, _codes(randomness))


def _codes(randomness: random.Random) -> tuple[str, ...]:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return tuple(dict.fromkeys("".join(randomness.choices(letters, k=9)) for _ in range(CODES)))


def observed(north: ComposedApp, south: ComposedApp, randomness: random.Random) -> tuple[Miss, ...]:
    """Ask both in turns.

    Arguments:
        north, south: made of `compositions`, with empty databases.
        randomness: prices and quantities.

    Returns:
        What was not as it should be. Nothing more is asked of an app that gave no answer.
    """
    misses: list[Miss] = []
    try:
        for part in (_state, _services, _sales, _promos, _refunds, _door):
            misses.extend(part(north, south, randomness))
    except NoAnswer as end:
        misses.extend(Miss(part, **_words(end.miss)) for part in Part)
    return tuple(misses)


def _words(miss: Miss) -> dict[str, Any]:
    return {
        "why": miss.why,
        "asked": miss.asked,
        "expected": miss.expected,
        "got": miss.got,
        "failure": miss.failure,
    }


@dataclass(frozen=True)
class Said:
    """An answer, read."""

    asked: str
    status: int
    json: Any
    failure: Failure | None = None

    @property
    def id(self) -> int:
        """The id that it tells; 0 where it tells none."""
        return id_in(self.get("id"))

    def get(self, *names: str | int) -> Any:
        """What stands under these names, one below the other; None where there is nothing."""
        value = self.json
        for name in names:
            if isinstance(value, dict):
                value = value.get(name)
            elif isinstance(value, list) and isinstance(name, int) and name < len(value):
                value = value[name]
            else:
                return None
        return value

    def miss(self, part: Part, why: str, expected: object, got: object) -> Miss:
        """What is not as it should be."""
        return Miss(part, why, self.asked, _shown(expected), _shown(got), self.failure)

    def has(self, part: Part, why: str, expected: object, got: object) -> Iterator[Miss]:
        """A miss, unless both are the same."""
        if expected != got:
            yield self.miss(part, why, expected, got)

    def status_is(self, part: Part, why: str, status: int) -> Iterator[Miss]:
        """A miss, unless the status is this."""
        yield from self.has(part, why, f"status {status}", f"status {self.status}")


def _shown(value: object) -> str:
    """What a card can show of a value out of an answer."""
    try:
        return str(value)[:LONGEST]
    except (RecursionError, ValueError):  # nested too deeply; a number of thousands of digits
        return "nothing that could be shown"


def _ask(app: ComposedApp, method: str, path: str, json: JSON = None) -> Said:
    asked = f"{app.composition.name}: {method} {path}" + (f" {json}" if json is not None else "")
    answer = app.request(method, path, json=json, seconds=SECONDS)
    if isinstance(answer, Failure):
        raise NoAnswer(Miss(Part.SERVICES, "No answer", asked, "an answer", answer.message, answer))
    return Said(asked, answer.status, _json(answer), answer.raised)


def _json(answer: Answer) -> JSON:
    try:
        return answer.json()
    except ValueError:
        return None


def _event(
    app: ComposedApp, title: str, on_sale: datetime, starts: datetime, price: int, **more: Any
) -> Said:
    body = {
        "title": title,
        "venue": {"name": "Hall", "city": "Ghent"},
        "on_sale_at": on_sale.isoformat(),
        "starts_at": starts.isoformat(),
        "tiers": [{"name": "A", "price_cents": price, "seats": 50}],
        **more,
    }
    return _ask(app, "POST", "/events", body)


def _order(app: ComposedApp, event: Said, quantity: int, email: str = "ada@example.org", **more: Any) -> Said:
    body = {
        "event_id": event.id,
        "email": email,
        "lines": [{"tier_id": id_in(event.get("tiers", 0, "id")), "quantity": quantity}],
        "card": "tok_visa",
        **more,
    }
    return _ask(app, "POST", "/orders", body)


def _at(app: ComposedApp, now: datetime) -> str:
    """Turn an app's clock; gives the time as an answer would tell it."""
    app.turn_clock(now)
    return now.astimezone(UTC).isoformat()


def _moment(value: object) -> str:
    """A time out of an answer, in UTC; anything else as it is."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return moment.astimezone(UTC).isoformat() if moment.tzinfo else str(value)


def _state(north: ComposedApp, south: ComposedApp, _: random.Random) -> Iterator[Miss]:
    """An app keeps the very settings that it was handed. (Which ports it keeps shows in what it does.)"""
    for app in (north, south):
        kept = app.kept()
        if isinstance(kept, Failure) or kept.get("settings") == THE_SAME:
            continue
        asked = f"{app.composition.name}: create_app(settings, ports).state.settings"
        why = "An app keeps the settings that it is handed"
        yield Miss(Part.SERVICES, why, asked, THE_SAME, kept.get("settings", "nothing"))
        return


def _services(north: ComposedApp, south: ComposedApp, randomness: random.Random) -> Iterator[Miss]:
    """Each app's events, orders, money, mails and codes are its own. The sale is open for every clock."""
    price = {app.composition.name: randomness.randint(2_000, 20_000) for app in (north, south)}
    count = randomness.randint(2, 3)
    events: dict[str, Said] = {}
    orders: dict[str, list[Said]] = {}
    for app in (north, south):
        name = app.composition.name
        found = _ask(app, "GET", "/events")
        yield from found.has(Part.SERVICES, "A new app knows no events", [], found.json)
        events[name] = _event(app, f"Only {name}", *ALWAYS, price[name])
        yield from events[name].status_is(Part.SERVICES, f"An event for {name}", CREATED)
    for app in (south, north, south):
        name = app.composition.name
        orders.setdefault(name, []).append(_order(app, events[name], count))
    for app in (north, south):
        yield from _own(app, orders[app.composition.name], f"Only {app.composition.name}")
    for app, other in ((north, south), (south, north)):
        yield from _own_codes(app, orders[app.composition.name], other.composition.codes)
    refund = _ask(north, "POST", f"/orders/{orders['north'][0].id}/refund")
    yield from refund.status_is(Part.SERVICES, "A refund through the payments that north was handed", OK)
    yield from _money(north, south, orders, refund)
    extras = _ask(south, "GET", f"/events/{events['south'].id}/extras")
    asked = sorted(request.path for request in south.settings.record if request.service == "partners")
    if not asked:
        why = "Partners are asked where the settings say"
        yield extras.miss(Part.SERVICES, why, "requests to the partners of south's settings", "none")


def _own(app: ComposedApp, orders: Collection[Said], title: str) -> Iterator[Miss]:
    for order in orders:
        yield from order.status_is(Part.SERVICES, f"An order of {app.composition.name}", CREATED)
    found = _ask(app, "GET", "/events")
    titles = [each.get("title") for each in found.json if isinstance(each, dict)] if found.json else []
    yield from found.has(Part.SERVICES, "An app lists its own events", [title], titles)
    mine = _ask(app, "GET", "/customers/ada@example.org/orders")
    count = len(mine.json) if isinstance(mine.json, list) else None
    yield from mine.has(Part.SERVICES, "An app knows its own orders", len(orders), count)


def _own_codes(app: ComposedApp, orders: Collection[Said], others: Collection[str]) -> Iterator[Miss]:
    name, given = app.composition.name, app.composition.codes
    codes = [code for order in orders for code in _ticket_codes(order)]
    order = next(iter(orders))
    if not codes:
        yield order.miss(Part.CODES, "Each ticket has a code", f"codes that {name} was handed", "no tickets")
    foreign = [code for code in codes if code not in given]
    if foreign:
        whose = "a code of the other app" if foreign[0] in others else "a code that nobody handed in"
        expected = f"one of the codes that {name} was handed ({given[0]}, {given[1]}, ...)"
        yield order.miss(
            Part.CODES, "Each ticket's code comes from new_code", expected, f"{foreign[0]}: {whose}"
        )
    elif len(set(codes)) != len(codes):
        yield order.miss(Part.CODES, "No code is used twice", "different codes", ", ".join(codes))


def _ticket_codes(order: Said) -> list[str]:
    tickets = order.get("tickets")
    return (
        [str(each.get("code")) for each in tickets if isinstance(each, dict)]
        if isinstance(tickets, list)
        else []
    )


def _money(
    north: ComposedApp, south: ComposedApp, orders: dict[str, list[Said]], refund: Said
) -> Iterator[Miss]:
    """Payments and mail of north are ours, those of south where its settings say; nothing is elsewhere."""
    for app, mine, none in ((north, north.ports, north.settings), (south, south.settings, south.ports)):
        name = app.composition.name
        first = orders[name][0]
        totals = [order.get("total_cents") for order in orders[name]]
        where = "at the port that was handed in" if app is north else "where the settings say"
        charged = [charge.amount_cents for charge in mine.payments.charges]
        yield from first.has(Part.SERVICES, f"The charges of {name}, {where}", totals, charged)
        mails = [request for request in mine.record if request.service == "mail"]
        expected = len(totals) + (1 if app is north else 0)
        yield from first.has(Part.SERVICES, f"The mails of {name}, {where}", expected, len(mails))
        strays = [
            f"{each.service} {each.method} {each.path}" for each in none.record if each.service != "partners"
        ]
        if strays:
            past = "past the port, to the address of the settings" if app is north else "to the other's port"
            yield first.miss(Part.SERVICES, f"Nothing of {name} goes {past}", "no request", strays[0])
    paid_back = [charge.refunded_cents for charge in north.ports.payments.charges]
    yield from refund.has(
        Part.SERVICES, "What north pays back, at the port", refund.get("refund_cents"), sum(paid_back)
    )


def _sales(north: ComposedApp, south: ComposedApp, randomness: random.Random) -> Iterator[Miss]:
    """A sale begins and ends by the clock that was handed in, in the future and right beside real time."""
    for app in (south, north):
        now = app.composition.now
        opens, starts = now + HOUR, now + 20 * DAY
        _at(app, opens - SECOND)
        event = _event(app, "Sale", opens, starts, randomness.randint(2_000, 20_000))
        early = _order(app, event, 1)
        name = app.composition.name
        told = f"by {name}'s clock it is {_moment(opens - SECOND)}, "
        yield from early.status_is(Part.TIME, told + "a second before the sale", CONFLICT)
        moment = _at(app, opens)
        order = _order(app, event, 1)
        told = f"by {name}'s clock it is {moment}, "
        yield from order.status_is(Part.TIME, told + "the beginning of the sale", CREATED)
        if order.status == CREATED:
            for field in ("created_at", "paid_at"):
                yield from order.has(Part.TIME, told + field, moment, _moment(order.get(field)))
        _at(app, starts)
        late = _order(app, event, 1)
        yield from late.status_is(Part.TIME, f"by {name}'s clock the event starts just now", CONFLICT)


def _promos(north: ComposedApp, _: ComposedApp, randomness: random.Random) -> Iterator[Miss]:
    now = north.composition.now + DAY
    code = "".join(randomness.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=8))
    terms = {"starts_at": now.isoformat(), "ends_at": (now + HOUR).isoformat()}
    promo = {"code": code, "percent": 20, "uses": 50, **terms}
    _at(north, now)
    event = _event(north, "Promo", *ALWAYS, 4_000, promos=[promo])
    query = f"/quote?event_id={event.id}&lines={id_in(event.get('tiers', 0, 'id'))}:2&promo={code}"
    for moment, status, why in (
        (now - SECOND, CONFLICT, "a second before the promo code is good"),
        (now, OK, "the promo code is good from now on"),
        (now + HOUR - SECOND, OK, "the promo code is good for one more second"),
        (now + HOUR, CONFLICT, "the promo code is over"),
    ):
        told = f"by north's clock it is {_at(north, moment)}, {why}"
        yield from _ask(north, "GET", query).status_is(Part.TIME, told, status)
        if status == CONFLICT:
            yield from _order(north, event, 1, "bob@example.org", promo=code).status_is(
                Part.TIME, told, CONFLICT
            )


def _refunds(north: ComposedApp, south: ComposedApp, randomness: random.Random) -> Iterator[Miss]:
    for app in (north, south):
        now = app.composition.now + 2 * DAY
        _at(app, now)
        price = 200 * randomness.randint(20, 90)
        event = _event(app, "Refund", ALWAYS[0], now + 14 * DAY, price)
        orders = [_order(app, event, 1, f"{name}@example.org") for name in ("cleo", "dan")]
        for order, moment, share in zip(orders, (now, now + SECOND), (1, 2), strict=True):
            told = f"by {app.composition.name}'s clock it is {_at(app, moment)}, "
            told += (
                "14 days before the start" if share == 1 else "a second less than 14 days before the start"
            )
            refund = _ask(app, "POST", f"/orders/{order.id}/refund")
            yield from refund.has(Part.TIME, told, price // share, refund.get("refund_cents"))
            if refund.status == OK:
                yield from refund.has(
                    Part.TIME, f"{told}: refunded_at", _moment(moment), _moment(refund.get("refunded_at"))
                )


def _door(north: ComposedApp, south: ComposedApp, randomness: random.Random) -> Iterator[Miss]:
    app = randomness.choice((north, south))
    starts = app.composition.now + 3 * DAY
    event = _event(app, "Door", ALWAYS[0], starts, randomness.randint(2_000, 9_000))
    _at(app, starts - DAY)
    code = next(iter(_ticket_codes(_order(app, event, 1, "eve@example.org"))), "NONE")
    for moment, status, why in (
        (starts - 3 * HOUR - SECOND, CONFLICT, "the doors open in a second"),
        (starts - 3 * HOUR, OK, "the doors open"),
    ):
        told = f"by {app.composition.name}'s clock it is {_at(app, moment)}, {why}"
        entry = _ask(app, "POST", f"/checkin/{quote(code[:40], safe='')}")
        yield from entry.status_is(Part.TIME, told, status)
        if entry.status == OK:
            at = _moment(entry.get("used_at"))
            yield from entry.has(Part.TIME, f"{told}: used_at", _moment(moment), at)

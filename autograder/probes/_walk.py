"""One walk through every route of the box office, to compare what two apps make of the same requests.

Only what a caller can rely on is kept of an answer: no ids and codes, no times of "now", no wording of
errors. Amounts are chosen so that floats and whole cents, and the drifted price rules, agree on them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from autograder.probes._kept import Kept, first_difference
from autograder.sandbox import JSON, Answer, Failure
from autograder.upstreams import Fault, Request, Upstreams

Ask = Callable[[str, str, JSON], Answer | Failure]
"""Sends a request: method, path with query, JSON or None."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LOWEST_ERROR = 400
LARGEST_ID = 2_000_000_000
MOST_OF_A_CODE = 40
LONGEST = 200
"""Characters of a request that are shown."""


@dataclass(frozen=True)
class Step:
    """One request of a walk and what is kept of its answer.

    Arguments:
        why: what the step is about, in a few words.
        asked: the request.
        status: of the answer; None where there was none.
        body: what is kept of it.
        failure: why there was no answer, or what was raised instead of one.
    """

    why: str
    asked: str
    status: int | None
    body: JSON = None
    failure: Failure | None = None


@dataclass(frozen=True)
class Walk:
    """What came back, and what went out to the upstream services meanwhile, in a line for each request."""

    steps: tuple[Step, ...]
    outgoing: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Where two walks part: what was asked, what each gave, and why if it is known."""

    why: str
    asked: str
    expected: str
    got: str
    failure: Failure | None = None
    goes_out: bool = False
    """Whether it is about requests to upstream services, not about answers."""


def walk(
    ask: Ask, upstreams: Upstreams, randomness: random.Random, now: datetime, *, troubled: bool = True
) -> Walk:
    """Walk through an app whose database is empty.

    Arguments:
        ask: sends a request to it.
        upstreams: its upstream services; their dials are turned on the way, and their record is read.
        randomness: prices, quantities, names; the same for apps that are to be compared.
        now: aware, at most an hour before the app's clock.
        troubled: whether the dials are turned; otherwise the services are well all the way.

    Returns:
        The walk; it ends at the first request that gets no answer.
    """
    walker = _Walker(ask, upstreams, randomness, now, troubled)
    steps: list[Step] = []
    for step in walker.walk():
        steps.append(step)
        if step.status is None:
            break
    return Walk(tuple(steps), tuple(_outgoing(upstreams.record, walker.kept)))


def differences(before: Walk, after: Walk) -> Iterator[Difference]:
    """Where the second walk is not the first: answers first, then what went out."""
    for old, new in zip(before.steps, after.steps, strict=False):
        if old.status != new.status:
            yield Difference(new.why, new.asked, _told(old), _told(new), new.failure)
        elif old.body != new.body:
            expected, got = first_difference(old.body, new.body)
            yield Difference(new.why, new.asked, expected, got)
    for expected, got in _lines_that_differ(before.outgoing, after.outgoing):
        yield Difference("what goes out", "the same requests as before", expected, got, goes_out=True)


def _told(step: Step) -> str:
    if step.status is None:
        return "no answer"
    return f"{step.status}" if step.body is None else f"{step.status}, {_short(step.body)}"


def _lines_that_differ(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if before == after:
        return
    pairs = zip(before, after, strict=False)
    place = next(
        (place for place, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after))
    )
    yield (*before, "nothing more")[place], (*after, "nothing more")[place]


def _outgoing(record: tuple[Request, ...], kept: Kept) -> Iterator[str]:
    """Each request to an upstream service in a line; partners, who may be asked in any order, in theirs."""
    for request in record:
        if request.service != "partners":
            said = (
                request.json if isinstance(request.json, dict) else {"": request.body[:100].decode("latin-1")}
            )
            fields = {
                name: kept.of_stranger(value)
                for name, value in said.items()
                if name not in {"reference", "charge"}
            }
            words = ", ".join(f"{name} {value!r}" for name, value in sorted(fields.items()))
            yield f"{request.service} {request.method} {request.path}: {words}"
    asked = [request for request in record if request.service == "partners"]
    yield from sorted(
        f"partners {request.method} {request.path}: city {request.query.get('city')!r}" for request in asked
    )


class _Walker:
    """Asks step by step, and knows what earlier answers said."""

    def __init__(
        self, ask: Ask, upstreams: Upstreams, randomness: random.Random, now: datetime, troubled: bool
    ) -> None:
        self._ask, self._upstreams, self._chance, self._troubled = ask, upstreams, randomness, troubled
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self.kept = Kept()
        self._said: Mapping[str, Any] = {}

    def walk(self) -> Iterator[Step]:
        """The whole walk."""
        yield from self._catalogue()
        yield from self._quotes()
        yield from self._orders()
        yield from self._trouble()
        yield from self._refunds()
        yield from self._door()
        yield from self._reports()

    def _step(self, why: str, method: str, path: str, body: JSON = None) -> Step:
        answer = self._ask(method, path, body)
        asked = f"{method} {path}" + (f" {_short(body)}" if body is not None else "")
        if isinstance(answer, Failure):
            self._said = {}
            return Step(why, asked, None, failure=answer)
        said = _json_of(answer)
        self._said = said if isinstance(said, dict) else {}
        kept = None if answer.status >= LOWEST_ERROR else self.kept.of_stranger(said)
        return Step(why, asked, answer.status, kept, failure=answer.raised)

    def _event(self, starts: timedelta, prices: list[int], **more: Any) -> dict[str, Any]:
        city = self._chance.choice(["Ghent", "Lille", "Aachen", "Utrecht"])
        return {
            "title": f"{self._chance.choice(['Blue', 'Late', 'Glass', 'Paper'])} {self._word()}",
            "venue": {"name": f"Hall {self._word()}", "city": city},
            "starts_at": (self._now + starts).isoformat(),
            "on_sale_at": (self._now - self._chance.randint(1, 90) * DAY).isoformat(),
            "tiers": [
                {"name": f"T{place}", "price_cents": each, "seats": 9} for place, each in enumerate(prices)
            ],
            **more,
        }

    def _word(self) -> str:
        return "".join(self._chance.choices("abcdefghijklmnopqrstuvwxyz", k=6))

    def _price(self) -> int:
        # Five per cent of it, and of nine, eight and five tenths of it, are whole cents above the lowest fee.
        return 200 * self._chance.randint(25, 60)

    def _promo(self, code: str, since: timedelta, until: timedelta, uses: int, **what: int) -> dict[str, Any]:
        times = {"starts_at": (self._now + since).isoformat(), "ends_at": (self._now + until).isoformat()}
        return {"code": code, **times, "uses": uses, **what}

    def _catalogue(self) -> Iterator[Step]:
        self.percent, self.fixed, self.old = (self._word().upper() for _ in range(3))
        promos = [
            self._promo(self.percent, -DAY, DAY, 50, percent=self._chance.choice([10, 20, 50])),
            self._promo(self.fixed, -DAY, DAY, 1, amount_cents=200 * self._chance.randint(2, 9)),
            self._promo(self.old, -9 * DAY, -DAY, 50, percent=20),
        ]
        prices = [self._price(), self._price()]
        yield self._step("a new event", "POST", "/events", self._event(20 * DAY, prices, promos=promos))
        self.far, self.city = self._id(), str(self._said.get("city"))
        self.dear, self.cheap = self._tiers(2)
        yield self._step("an event tonight", "POST", "/events", self._event(2 * HOUR, [self._price()]))
        self.tonight, (self.tonight_tier,) = self._id(), self._tiers(1)
        yield self._step("an event in five days", "POST", "/events", self._event(5 * DAY, [self._price(), 0]))
        self.near, (self.near_tier, self.free_tier) = self._id(), self._tiers(2)
        later = (self._now + 3 * DAY).isoformat()
        coming = self._event(30 * DAY, [self._price()], on_sale_at=later)
        yield self._step("an event not on sale yet", "POST", "/events", coming)
        self.coming, (self.coming_tier,) = self._id(), self._tiers(1)
        yield self._step("a draft", "POST", "/events", self._event(8 * DAY, [self._price()], status="draft"))
        again = self._event(9 * DAY, [self._price()], promos=promos[:1])
        yield self._step("a promo code that exists", "POST", "/events", again)
        naive = {**self._event(9 * DAY, [self._price()]), "starts_at": "2031-05-06T20:00:00"}
        yield self._step("a time without an offset", "POST", "/events", naive)
        yield self._step("the list", "GET", "/events")
        yield self._step("the list of a city", "GET", f"/events?{urlencode({'city': self.city.upper()})}")
        yield self._step("the drafts", "GET", "/events?status=draft")
        yield self._step("one event", "GET", f"/events/{self.far}")
        yield self._step("an unknown event", "GET", "/events/999999")

    def _id(self) -> int:
        return id_in(self._said.get("id"))

    def _tiers(self, count: int) -> list[int]:
        tiers = self._said.get("tiers")
        ids = [each.get("id") for each in tiers if isinstance(each, dict)] if isinstance(tiers, list) else []
        return [*map(id_in, ids), *[0] * count][:count]

    def _quote(self, why: str, lines: str, promo: str | None = None) -> Step:
        query = {"event_id": self.far, "lines": lines, **({"promo": promo} if promo else {})}
        return self._step(why, "GET", f"/quote?{urlencode(query)}")

    def _quotes(self) -> Iterator[Step]:
        two = f"{self.dear}:{self._chance.randint(1, 2)},{self.cheap}:{self._chance.randint(1, 2)}"
        yield self._quote("a quote", two)
        yield self._quote("a quote for a group", f"{self.dear}:{self._chance.randint(6, 8)}")
        yield self._quote("a quote with a promo", two, self.percent)
        yield self._quote("a quote with a promo over", two, self.old)
        yield self._quote("a quote with an unknown promo", two, "NOSUCH")
        yield self._quote("a quote of nonsense", "many")
        yield self._quote("a quote for a tier of another event", f"{self.near_tier}:1")

    def _order(self, why: str, event: int, lines: dict[int, int], **more: Any) -> Step:
        body = {
            "event_id": event,
            "email": f"{self._word()}@example.org",
            "lines": [{"tier_id": tier, "quantity": quantity} for tier, quantity in lines.items()],
            "card": f"tok_{self._word()}",
            **more,
        }
        return self._step(why, "POST", "/orders", body)

    def _orders(self) -> Iterator[Step]:
        self.ada = f"{self._word()}@example.org"
        yield self._order("an order", self.far, {self.dear: 1, self.cheap: 2}, email=f" {self.ada.upper()} ")
        self.first, self.first_code = self._id(), self._code()
        yield self._order("an order with a promo", self.far, {self.cheap: 2}, promo=self.percent)
        yield self._order("the one use of a promo", self.far, {self.dear: 1}, promo=self.fixed)
        yield self._order("a promo used up", self.far, {self.dear: 1}, promo=self.fixed)
        yield self._order("more than a customer may have", self.far, {self.dear: 6}, email=self.ada)
        yield self._order("more than an order may have", self.far, {self.dear: 9})
        yield self._order("a card that is declined", self.far, {self.dear: 1}, card="tok_declined")
        self.declined = self._id()
        yield self._order("a group", self.far, {self.dear: 6})
        yield self._order("sold out", self.far, {self.dear: 8})
        yield self._order("not on sale yet", self.coming, {self.coming_tier: 1})
        yield self._order("an unknown event", 999_999, {self.dear: 1})
        yield self._order("no e-mail address", self.far, {self.cheap: 1}, email="nobody")
        yield self._order("nothing to pay", self.near, {self.free_tier: 2}, card="tok_declined")
        yield self._order("tickets for tonight", self.tonight, {self.tonight_tier: 2})
        self.late, self.late_code = self._id(), self._code()
        yield self._order("tickets for the near event", self.near, {self.near_tier: 2})
        self.soon = self._id()
        yield self._step("an order's page", "GET", f"/orders/{self.first}")
        yield self._step("an unknown order", "GET", "/orders/999999")
        yield self._step("a customer's orders", "GET", f"/customers/{self.ada.upper()}/orders")

    def _code(self) -> str:
        tickets = self._said.get("tickets")
        first = tickets[0] if isinstance(tickets, list) and tickets and isinstance(tickets[0], dict) else {}
        return quote(str(first.get("code", "none"))[:MOST_OF_A_CODE], safe="")

    def _trouble(self) -> Iterator[Step]:
        payments, mail = self._upstreams.payments, self._upstreams.mail
        if self._troubled:
            payments.dial(Fault.ERROR, times=1)
        yield self._order("payments in trouble once", self.near, {self.near_tier: 1})
        self.second_soon = self._id()
        if self._troubled:
            payments.dial(Fault.ERROR)
        yield self._order("payments in trouble", self.near, {self.near_tier: 1})
        yield self._step("a refund with payments in trouble", "POST", f"/orders/{self.first}/refund")
        payments.reset()
        for fault, why in ((Fault.ERROR, "mail in trouble"), (Fault.DROP, "no answer from mail")):
            if self._troubled:
                mail.dial(fault, times=1)
            yield self._order(why, self.near, {self.near_tier: 1})
        mail.reset()

    def _refunds(self) -> Iterator[Step]:
        yield self._step("a refund in time", "POST", f"/orders/{self.first}/refund")
        yield self._step("a second refund", "POST", f"/orders/{self.first}/refund")
        yield self._step("a refund of half", "POST", f"/orders/{self.soon}/refund")
        yield self._step("a refund too late", "POST", f"/orders/{self.late}/refund")
        yield self._step("a refund of an order not paid", "POST", f"/orders/{self.declined}/refund")
        yield self._step("cancelling an event", "POST", f"/events/{self.near}/cancel")
        yield self._step("cancelling it again", "POST", f"/events/{self.near}/cancel")
        yield self._step("a refund of a cancelled event", "POST", f"/orders/{self.second_soon}/refund")
        yield self._order("a cancelled event", self.near, {self.near_tier: 1})

    def _door(self) -> Iterator[Step]:
        yield self._step("checking in", "POST", f"/checkin/{self.late_code}")
        yield self._step("checking in again", "POST", f"/checkin/{self.late_code}")
        yield self._step("an unknown code", "POST", "/checkin/NOSUCHCODE")
        yield self._step("a refunded ticket", "POST", f"/checkin/{self.first_code}")

    def _reports(self) -> Iterator[Step]:
        yield self._step("extras", "GET", f"/events/{self.far}/extras")
        yield self._step("the sales report", "GET", "/reports/sales")
        yield self._step("the report of one event", "GET", f"/reports/sales?event_id={self.far}")
        yield self._step("the list at the end", "GET", "/events?status=on_sale")


def id_in(value: object) -> int:
    """An id out of an answer; 0 for what is none, so that it can be put into a path all the same."""
    return value if type(value) is int and 0 < value <= LARGEST_ID else 0


def _json_of(answer: Answer) -> JSON:
    try:
        return answer.json()
    except ValueError:
        return f"no JSON: {answer.text[:80]}"


def _short(body: JSON) -> str:
    text = str(body)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."

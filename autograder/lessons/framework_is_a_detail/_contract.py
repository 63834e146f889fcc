"""The contract: what five routes are asked, under whatever framework. One suite for all three."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from autograder.lessons.framework_is_a_detail._shop import (
    CANCELLED,
    COMING,
    DRAFT,
    FAR,
    NEAR,
    SOON,
    TONIGHT,
    Shop,
    new_shop,
)
from autograder.probes import Filled
from autograder.sandbox import JSON

ROUTES: Mapping[str, str] = {
    "quote": "GET /quote",
    "buy": "POST /orders",
    "order": "GET /orders/{id}",
    "refund": "POST /orders/{id}/refund",
    "check-in": "POST /checkin/{code}",
}
"""The five routes by the names that cards use."""

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
NOBODY = 999_999


@dataclass(frozen=True)
class Request:
    """One request of the contract.

    Arguments:
        route: which of `ROUTES`.
        why: what it is about, in a few words.
        method, path: of HTTP, with the query.
        json: its body; none without.
        body: raw, in place of the JSON.
        status_only: whether only the status is compared: the input is malformed.
        at: what the clock shows, if it is not the shop's time.
        in_trouble: whether payments answers with 500 meanwhile.
        headers: beside those of its body.
        word: one that it has to hand on, and whose traces are looked for.
    """

    route: str
    why: str
    method: str
    path: str
    json: JSON = None
    body: bytes | None = None
    status_only: bool = False
    at: datetime | None = None
    in_trouble: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    word: str = ""

    @property
    def shown(self) -> str:
        """The request in a line."""
        said = self.json if self.body is None else self.body.decode()
        headers = "".join(f" {name}: {value}" for name, value in self.headers.items())
        return f"{self.method} {self.path}{headers}" + (f" {said}" if said is not None else "")


@dataclass(frozen=True)
class Contract:
    """What is asked of an app over a shop, and of a second app over another shop in the same process.

    Arguments:
        shop, other: what is in the stores.
        requests: of the first app, route by route.
        apart: of both in turns, each with the name of its app, once the second has been made.
    """

    shop: Shop
    other: Shop
    requests: tuple[Request, ...]
    apart: tuple[tuple[str, Request], ...]


def new_contract(randomness: random.Random) -> Contract:
    """A contract with prices, quantities, names and times that nobody knows beforehand."""
    now = datetime(2031, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=randomness.randrange(500_000))
    shop, other = new_shop("north", now, randomness), new_shop("south", now + 25 * HOUR, randomness)
    asking = _Asking(shop, randomness)
    requests = (*asking.quotes(), *asking.purchases(), *asking.pages(), *asking.refunds(), *asking.checkins())
    elsewhere = _Asking(other, randomness)
    apart = (
        (other.name, elsewhere.quote("a quote of the second app", FAR, 3)),
        (shop.name, asking.quote("a quote of the first app", FAR, 3)),
        (other.name, elsewhere.order("an order at the second app", NEAR, {0: 1})),
        (shop.name, asking.page("an order of the first app", "page")),
        (other.name, elsewhere.page("an order of the second app", "page")),
        (other.name, elsewhere.checkin("a ticket of the second app", elsewhere.code("checkin"))),
    )
    return Contract(shop, other, requests, apart)


def filled(shop: Shop) -> Filled:
    """A shop as a process is told to make it."""
    return Filled(shop.name, shop.now, shop.codes, shop.events, shop.orders)


class _Asking:
    """Requests about a shop."""

    def __init__(self, shop: Shop, randomness: random.Random) -> None:
        self._shop, self._chance = shop, randomness

    def tier(self, event: int, place: int = 0) -> int:
        return self._shop.tiers[event][place]

    def code(self, order: str, place: int = 0) -> str:
        return self._shop.tickets[order][place]

    def _word(self) -> str:
        return "".join(self._chance.choices("abcdefghijklmnopqrstuvwxyz", k=7))

    def quote(self, why: str, event: int, *quantities: int, promo: str | None = None) -> Request:
        lines = ",".join(f"{self.tier(event, place)}:{many}" for place, many in enumerate(quantities))
        return self._quote(why, event, lines, promo)

    def _quote(self, why: str, event: int, lines: str, promo: str | None = None) -> Request:
        query = {"event_id": event, "lines": lines, **({"promo": promo} if promo else {})}
        return Request("quote", why, "GET", f"/quote?{urlencode(query)}")

    def quotes(self) -> Iterator[Request]:
        few, shop = self._chance.randint(1, 3), self._shop
        yield self.quote("a quote", FAR, few, 1)
        yield self.quote("a quote for a group", FAR, self._chance.randint(6, 8))
        tier = self.tier(FAR)
        yield self._quote("lines of the same tier", FAR, f"{tier}:{few},{tier}:4")
        yield self.quote("a promo code of so many per cent", FAR, few, promo=shop.percent)
        yield self.quote("a promo code of an amount", FAR, few, promo=shop.fixed)
        yield self.quote("a promo code that is over", FAR, few, promo=shop.over)
        yield self.quote("an unknown promo code", FAR, few, promo="NOSUCH")
        yield self._quote("an unknown event", NOBODY, f"{tier}:1")
        yield self._quote("a tier of another event", FAR, f"{self.tier(NEAR)}:1")
        yield self.quote("more than eight tickets", FAR, 9)
        yield self.quote("no tickets on a line", FAR, 0)
        for why, path in (
            ("lines that cannot be read", f"/quote?event_id={FAR}&lines=many"),
            ("no lines", f"/quote?event_id={FAR}"),
            ("no event", f"/quote?lines={tier}:1"),
        ):
            yield Request("quote", why, "GET", path, status_only=True)
        yield Request("quote", "another method", "POST", "/quote", json={}, status_only=True)

    def order(self, why: str, event: int, quantities: Mapping[int, int], **more: Any) -> Request:
        lines = [{"tier_id": self.tier(event, place), "quantity": many} for place, many in quantities.items()]
        return Request("buy", why, "POST", "/orders", json=self._body(event, lines, **more))

    def _body(self, event: int, lines: Any, **more: Any) -> dict[str, Any]:
        email, card = f"{self._word()}@example.org", f"tok_{self._word()}"
        return {"event_id": event, "email": email, "lines": lines, "card": card, **more}

    def purchases(self) -> Iterator[Request]:
        shop, ada = self._shop, f"{self._word()}@example.org"
        yield self.order("an order", FAR, {0: 1, 1: 2}, email=f" {ada.title()} ")
        yield self.order("a promo code of so many per cent", FAR, {0: 2}, promo=shop.percent)
        key = f"key-{self._word()}"
        again = self.order("an order with an Idempotency-Key", NEAR, {0: 1})
        yield replace(again, headers={"Idempotency-Key": key}, word=key)
        yield self.order("the one use of a promo code", FAR, {0: 1}, promo=shop.fixed)
        yield self.order("a promo code that is used up", FAR, {0: 1}, promo=shop.fixed)
        yield self.order("an unknown promo code", FAR, {0: 1}, promo="NOSUCH")
        yield self.order("a group", FAR, {1: 6})
        yield self.order("more than one customer may have", FAR, {0: 6}, email=ada)
        yield self.order("more than eight tickets", FAR, {0: 9})
        yield self.order("a card that is declined", FAR, {0: 1}, card="tok_declined")
        trouble = self.order("payments in trouble", FAR, {0: 1})
        yield replace(trouble, in_trouble=True)
        yield self.order("the last seats", SOON, {0: 8})
        yield self.order("sold out", SOON, {0: 1})
        yield self.order("an event not on sale yet", COMING, {0: 1})
        yield self.order("an event that nobody knows of yet", DRAFT, {0: 1})
        yield self.order("a cancelled event", CANCELLED, {0: 1})
        yield self.order("no e-mail address", FAR, {0: 1}, email="nobody")
        one = [{"tier_id": self.tier(FAR), "quantity": 1}]
        yield Request("buy", "an unknown event", "POST", "/orders", json=self._body(NOBODY, one))
        foreign = [{"tier_id": self.tier(NEAR), "quantity": 1}]
        yield Request("buy", "a tier of another event", "POST", "/orders", json=self._body(FAR, foreign))
        yield from self._malformed_orders(one)

    def _malformed_orders(self, lines: Any) -> Iterator[Request]:
        good = self._body(FAR, lines)
        bodies: tuple[tuple[str, Any], ...] = (
            ("no card", {name: value for name, value in good.items() if name != "card"}),
            ("no lines", {**good, "lines": []}),
            ("a quantity in words", {**good, "lines": [{"tier_id": 1, "quantity": "two"}]}),
            ("a quantity of nothing", {**good, "lines": [{"tier_id": 1, "quantity": 0}]}),
            ("a list", [good]),
        )
        for why, body in bodies:
            yield Request("buy", why, "POST", "/orders", json=body, status_only=True)
        yield Request("buy", "no JSON", "POST", "/orders", body=b'{"event_id": ', status_only=True)
        yield Request("buy", "nothing at all", "POST", "/orders", body=b"", status_only=True)
        yield Request("buy", "another method", "GET", "/orders", status_only=True)

    def page(self, why: str, order: str) -> Request:
        return Request("order", why, "GET", f"/orders/{self._shop.order_ids[order]}")

    def pages(self) -> Iterator[Request]:
        yield self.page("an order", "page")
        yield self.page("an order with a promo code", "promo")
        yield self.page("an order that was released", "released")
        yield self.page("an order that was refunded", "refunded")
        yield Request("order", "an unknown order", "GET", f"/orders/{NOBODY}")
        number = self._shop.order_ids["page"]
        yield Request("order", "another method", "POST", f"/orders/{number}", json={}, status_only=True)

    def _refund(self, why: str, order: str, *, in_trouble: bool = False) -> Request:
        path = f"/orders/{self._shop.order_ids[order]}/refund"
        return Request("refund", why, "POST", path, in_trouble=in_trouble)

    def refunds(self) -> Iterator[Request]:
        path = f"/orders/{self._shop.order_ids['early']}/refund"
        yield Request("refund", "another method", "GET", path, status_only=True)
        yield self._refund("payments in trouble", "early", in_trouble=True)
        yield self._refund("a refund in time", "early")
        yield self._refund("a second refund", "early")
        yield self._refund("a refund of half", "half")
        yield self._refund("a refund too late", "late")
        yield self._refund("a refund of a cancelled event", "cancelled")
        yield self._refund("a refund of an order that was released", "released")
        yield Request("refund", "an unknown order", "POST", f"/orders/{NOBODY}/refund")

    def checkin(self, why: str, code: str, at: datetime | None = None) -> Request:
        return Request("check-in", why, "POST", f"/checkin/{code}", at=at)

    def checkins(self) -> Iterator[Request]:
        codes, starts_at = self._shop.tickets["checkin"], self._shop.starts_at(TONIGHT)
        yield Request("check-in", "another method", "GET", f"/checkin/{codes[0]}", status_only=True)
        small = codes[0].lower()
        yield self.checkin("a code in small letters, which is another code", small, starts_at - HOUR)
        gate = f"gate-{self._word()}"
        first = self.checkin("a ticket an hour before the start", codes[0], starts_at - HOUR)
        yield replace(first, headers={"X-Gate": gate}, word=gate)
        yield self.checkin("the same ticket again", codes[0], starts_at)
        yield self.checkin("a second too early", codes[1], starts_at - 3 * HOUR - SECOND)
        yield replace(self.checkin("as the doors open", codes[1], starts_at - 3 * HOUR), word="main")
        yield self.checkin("as the doors close", codes[2], starts_at + 6 * HOUR)
        yield self.checkin("a second before that", codes[2], starts_at + 6 * HOUR - SECOND)
        yield self.checkin("a ticket of a refunded order", self.code("refunded"), starts_at)
        yield self.checkin("a ticket of a cancelled event", self.code("cancelled", 1))
        yield self.checkin("an unknown code", "NOSUCHCODE")

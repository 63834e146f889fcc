"""A box office in trouble: sells, is asked for the truth afterwards, and shows where the money is."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from autograder.probes import TroubledApp
from autograder.sandbox import Answer, Failure
from autograder.upstreams import Charge, Request
from autograder.verdict import Evidence

SEATS = 40
LATER = timedelta(hours=3)
"""After every hold, and after whatever else may be taken to be stale by then."""

LONGEST = 300
LONGEST_ID = 12
"""Digits."""

PROBLEM = "application/problem+json"

DECLINED_CARD = "tok_declined"


@dataclass(frozen=True)
class Reply:
    """An answer.

    Arguments:
        status: of it; None where there was none.
        fields: the JSON object in it; empty where it is anything else.
        headers: by lower-case name.
        text: the start of it as it came.
        failure: why there was no answer, or what was raised instead of one.
    """

    status: int | None
    fields: Mapping[str, Any]
    headers: Mapping[str, str]
    text: str
    failure: Failure | None = None

    @property
    def is_problem(self) -> bool:
        """Whether it is a problem document by its media type."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() == PROBLEM

    @property
    def reason(self) -> object:
        """What the problem document says why."""
        return self.fields.get("reason")

    @property
    def codes(self) -> list[str]:
        """The codes of its tickets."""
        tickets = self.fields.get("tickets")
        items = tickets if isinstance(tickets, list) else []
        return [str(each.get("code")) for each in items if isinstance(each, dict)]

    def __str__(self) -> str:
        if self.status is None:
            return f"no answer: {self.failure.message if self.failure else ''}"[:LONGEST]
        raised = f", raised: {self.failure.message}" if self.failure else ""
        return f"{self.status} {self.text}{raised}"[:LONGEST]


def read_reply(answer: Answer | Failure) -> Reply:
    """What an answer says; of a failure, that there is none."""
    if isinstance(answer, Failure):
        return Reply(None, {}, {}, "", answer)
    try:
        said = answer.json()
    except ValueError:
        said = None
    fields = said if isinstance(said, dict) else {}
    return Reply(answer.status, fields, answer.headers, answer.text[:LONGEST], answer.raised)


@dataclass(frozen=True)
class Concert:
    """An event on sale with one tier: its price in cents, and its seats."""

    id: int
    tier: int
    price: int
    seats: int


@dataclass(frozen=True)
class Want:
    """What a customer asks for.

    Arguments:
        concert: the event, and the tier of all tickets where `lines` does not say otherwise.
        email: whose.
        quantity: of tickets, in all.
        card: to charge.
        promo: a promo code.
        lines: tier and quantity, as they are sent; empty: all in one line.
    """

    concert: Concert
    email: str
    quantity: int
    card: str
    promo: str | None = None
    lines: tuple[tuple[int, int], ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """The request's body."""
        asked = self.lines or ((self.concert.tier, self.quantity),)
        lines = [{"tier_id": tier, "quantity": quantity} for tier, quantity in asked]
        more = {} if self.promo is None else {"promo": self.promo}
        fixed = {"event_id": self.concert.id, "email": self.email, "card": self.card}
        return {**fixed, "lines": lines, **more}

    @property
    def asked(self) -> str:
        """The request in a line; a card is nobody's business."""
        return f"POST /orders: {self.quantity} of tier {self.concert.tier} for {self.email}"


class NoShopError(Exception):
    """The app does not do what every scene needs: make an event, show it, or sell at all."""

    def __init__(self, words: str, asked: str, reply: Reply) -> None:
        super().__init__(words)
        self.evidence = Evidence.exchange(words, asked=asked, expected="201 or 200", got=str(reply))


class Shop:
    """One app, asked scene by scene.

    Arguments:
        app: the app, and its services.
        chance: names, prices and quantities.
        now: what its clock shows; aware.

    Attributes:
        minds_transactions: whether a transaction that is open while payments are asked is wrong here.
        cards: of all who wanted something so far.
    """

    def __init__(self, app: TroubledApp, chance: random.Random, now: datetime) -> None:
        self.app, self.chance, self.now = app, chance, now
        self.minds_transactions = False
        self.cards: set[str] = set()

    def begin_scene(self) -> None:
        """All is well, nothing has been asked, the clock is right."""
        self.app.upstreams.gate.open()
        self.app.upstreams.reset()
        self.app.upstreams.clear_record()
        self.app.turn_clock(self.now)

    def concert(self, *, seats: int = SEATS, price: int | None = None, **more: Any) -> Concert:
        """A new event on sale.

        Raises:
            NoShopError: it could not be made.
        """
        price = some_price(self.chance) if price is None else price
        body = {
            "title": f"{self.word()} {self.word()}",
            "venue": {"name": self.word(), "city": self.word()},
            "starts_at": (self.now + timedelta(days=30)).isoformat(),
            "on_sale_at": (self.now - timedelta(days=30)).isoformat(),
            "tiers": [{"name": "Standing", "price_cents": price, "seats": seats}],
            **more,
        }
        reply = read_reply(self.app.ask("POST", "/events", body))
        try:
            return Concert(id_in(reply.fields["id"]), id_in(reply.fields["tiers"][0]["id"]), price, seats)
        except (LookupError, TypeError):
            with_more = f" with {json.dumps(more)}" if more else ""
            raise NoShopError("This event cannot be made.", f"POST /events{with_more}", reply) from None

    def want(self, concert: Concert, quantity: int | None = None, **more: Any) -> Want:
        """What a new customer asks for, with a card of their own."""
        quantity = self.chance.randint(1, 3) if quantity is None else quantity
        card = more.pop("card", f"tok_{self.word().lower()}")
        self.cards.add(card)
        return Want(concert, more.pop("email", self.email()), quantity, card, **more)

    def buy(self, want: Want, key: str | None = None) -> Reply:
        """Ask for it and wait for the answer."""
        return read_reply(self.app.ask("POST", "/orders", want.body, keyed(key)))

    def settle(self) -> None:
        """Let somebody recover much later, all being well: what a scene leaves is no trouble to the next."""
        self.app.upstreams.reset()
        self.app.turn_clock(self.now + LATER)
        self.app.recover()
        self.app.turn_clock(self.now)

    def tiers(self, concert: Concert) -> list[int]:
        """The ids of its tiers.

        Raises:
            NoShopError: its page does not tell.
        """
        page = self.get(f"/events/{concert.id}")
        tiers = page.fields.get("tiers")
        items = tiers if isinstance(tiers, list) else []
        ids = [id_in(each.get("id")) for each in items if isinstance(each, dict)]
        if not ids:
            raise NoShopError("This event's tiers cannot be seen.", f"GET /events/{concert.id}", page)
        return ids

    def begin(self, want: Want, key: str | None = None) -> Future[Answer | Failure]:
        """Ask for it and do not wait."""
        return self.app.begin("POST", "/orders", want.body, keyed(key))

    def ended(self, pending: Future[Answer | Failure]) -> Reply:
        """The answer to what was begun."""
        return read_reply(pending.result())

    def get(self, path: str) -> Reply:
        """Ask for something that changes nothing."""
        return read_reply(self.app.ask("GET", path))

    def post(self, path: str, body: Any = None) -> Reply:
        """Ask for something to be done."""
        return read_reply(self.app.ask("POST", path, body))

    def left(self, concert: Concert) -> object:
        """How many tickets of its tier are left."""
        tiers = self.get(f"/events/{concert.id}").fields.get("tiers")
        first = tiers[0] if isinstance(tiers, list) and tiers and isinstance(tiers[0], dict) else {}
        return first.get("left")

    def calls(self, *operations: str) -> tuple[Request, ...]:
        """What payments were asked in this scene."""
        return tuple(
            each
            for each in self.app.upstreams.record
            if each.service == "payments" and (not operations or each.operation in operations)
        )

    def orders(self, want: Want) -> tuple[int, ...]:
        """The orders for which a card's charge was asked for in this scene, in order, each once."""
        keys = (
            each.headers.get("idempotency-key", "")
            for each in self.calls("charge")
            if card_in(each) == want.card
        )
        ids = (order_of(key) for key in keys)
        return tuple(dict.fromkeys(each for each in ids if each))

    def charges(self, want: Want) -> tuple[Charge, ...]:
        """The charges of a card: each scene's customers have cards of their own."""
        return tuple(each for each in self.app.upstreams.payments.charges if each.card == want.card)

    def asked(self) -> list[str]:
        """What payments were asked in this scene, in words for the evidence."""
        return [str(call.operation) for call in self.calls()]

    def ledger(self, want: Want) -> list[tuple[Charge, str]]:
        """The charges of a card, each with words for where it stands, if there is more than one place."""
        return [(each, "") for each in self.charges(want)]

    def kept(self, want: Want) -> int:
        """What the seller has of a card's money, in cents."""
        return sum(each.kept_cents for each in self.charges(want))

    def word(self) -> str:
        """A name that nobody knows beforehand."""
        letters = self.chance.choices(string.ascii_lowercase, k=self.chance.randint(5, 9))
        return "".join(letters).capitalize()

    def email(self) -> str:
        """An address that nobody had before."""
        return f"{self.word().lower()}{self.chance.randint(10, 99)}@example.org"


def some_price(chance: random.Random) -> int:
    """Of a ticket, in cents: from EUR 8 to EUR 2,047, so that neither small nor large sums go untried."""
    return 100 * int(2 ** chance.uniform(3, 11))


def keyed(key: str | None) -> dict[str, str] | None:
    """The header that carries an idempotency key."""
    return None if key is None else {"Idempotency-Key": key}


def order_of(key: str) -> int:
    """The order that a charge's key belongs to; 0 where it belongs to none."""
    name, _, number = key.partition("-")
    return int(number) if name == "charge" and number.isdecimal() and len(number) <= LONGEST_ID else 0


def card_in(request: Request) -> object:
    """The card that is to be charged."""
    said = request.json
    return said.get("card") if isinstance(said, dict) else None


def id_in(value: object) -> int:
    """An id out of an answer; 0 for what is none."""
    return value if type(value) is int and 0 < value < 10**LONGEST_ID else 0


def in_euros(cents: int) -> str:
    """An amount for a person."""
    return f"EUR {cents // 100}.{cents % 100:02d}"


def is_ok(reply: Reply) -> bool:
    """Whether an order was sold."""
    return reply.status == HTTPStatus.CREATED

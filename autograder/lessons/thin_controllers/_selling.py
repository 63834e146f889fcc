"""A day of sales over HTTP: what was asked, what came back, and what reached payments and mail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from autograder.lessons._examination import Examination
from autograder.lessons.thin_controllers._concerts import NOW
from autograder.lessons.thin_controllers._purchases import BOUGHT, NOT_PAID, Day, Trial, day_of
from autograder.probes import ComposedApp, ComposedApps, Composition, Concert
from autograder.sandbox import Answer, Failure
from autograder.upstreams import Fault, Request

CODES = tuple(f"NIGHT{number:04d}" for number in range(400))
OURS = frozenset({"payments", "mail"})
KEY_HEADER = "Idempotency-Key"
LOCKED = "database is locked"


@dataclass(frozen=True)
class Reply:
    """An answer as it is judged.

    Arguments:
        asked: the request, for people.
        status: None where no answer came.
        body: the JSON object; empty where it is anything else.
        failure: why no answer came, or what was raised.
    """

    asked: str
    status: int | None
    body: dict[str, Any] = field(default_factory=dict)
    failure: Failure | None = None


@dataclass(frozen=True)
class Sale:
    """One purchase over HTTP.

    Arguments:
        trial: the purchase with its right outcome.
        lines: the ids of the tiers with their quantities, as they were asked for.
        quote: of the same cart, before it; none where it was not asked.
        order: the answer to `POST /orders`.
        page: of the order, afterwards; none where nothing told its id.
        charges: amount and card of each charge that was asked for.
        mails: receiver and codes of each confirmation.
    """

    trial: Trial
    lines: tuple[tuple[int, int], ...]
    quote: Reply | None
    order: Reply
    page: Reply | None
    charges: tuple[tuple[Any, Any], ...]
    mails: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class SoldDay:
    """What a day of sales gave.

    Arguments:
        day: what was tried.
        sales: in order; empty where the app did not start.
        left: seats by tier of each concert in the end, as its page tells.
        keys: the idempotency key that each order is kept with, by id.
        failure: why there is nothing.
    """

    day: Day
    sales: tuple[Sale, ...] = ()
    left: tuple[tuple[Any, ...], ...] = ()
    keys: Mapping[int, Any] = field(default_factory=dict)
    failure: Failure | None = None


def todays_sales(exam: Examination) -> Day:
    """What is tried with this submission: nobody knows it beforehand."""
    return exam.once("thin: day", lambda: day_of(exam.randomness("a day of sales")))


def sold_day(exam: Examination) -> SoldDay:
    """A day of sales at the learner's app, observed once for all checks."""
    return exam.once("thin: sold day", lambda: _sell(exam))


def _sell(exam: Examination) -> SoldDay:
    day = todays_sales(exam)
    shop = Composition("shop", NOW, CODES, OURS)
    with ComposedApps(exam.room, exam.tree) as composed, composed.serve(shop) as together:
        if together.failure:
            return SoldDay(day, failure=together.failure)
        desk = _Desk(together.apps["shop"], day)
        made = desk.make()
        if made.status is None or made.failure:
            return SoldDay(day, failure=made.failure)
        sales = tuple(desk.sell(trial) for trial in day.trials)
        return SoldDay(day, sales, tuple(desk.left()), desk.keys())


class _Desk:
    """Asks one app."""

    def __init__(self, app: ComposedApp, day: Day) -> None:
        self._app, self._day = app, day
        self._events: list[tuple[int, list[int]]] = []
        self._seen = 0
        self._silence: Failure | None = None

    def make(self) -> Reply:
        """Make the concerts; the reply that went wrong, else the last one."""
        reply = Reply("", None)
        for concert in self._day.concerts:
            reply = self._ask("POST", "/events", event_body(concert))
            if reply.status is None or reply.failure:
                return reply
            number = reply.body.get("id")
            tiers = [each.get("id") for each in reply.body.get("tiers", ()) if isinstance(each, dict)]
            self._events.append((number if type(number) is int else 0, [each or 0 for each in tiers]))
            if concert.status == "cancelled":
                self._ask("POST", f"/events/{number}/cancel")
        return reply

    def sell(self, trial: Trial) -> Sale:
        """Ask for a quote where there is a price, then buy, then look at the order."""
        number, lines = self._cart(trial)
        query = {"event_id": number, "lines": ",".join(f"{tier}:{many}" for tier, many in lines)}
        case = trial.case
        quoted = {**query, "promo": case.promo} if case.promo else query
        quote = self._ask("GET", f"/quote?{urlencode(quoted)}") if trial.outcome == BOUGHT else None
        if case.payments == "fail":
            self._app.ports.payments.dial(Fault.ERROR)
        key = {KEY_HEADER: case.key} if case.key else {}
        order = self._ask("POST", "/orders", self._body(trial, number, lines), key)
        self._app.ports.payments.reset()
        charges, mails = self._news()
        return Sale(trial, lines, quote, order, self._page(trial, order), charges, mails)

    def left(self) -> Iterator[tuple[Any, ...]]:
        """Seats by tier of each concert, as its page tells."""
        for number, _ in self._events:
            tiers = self._ask("GET", f"/events/{number}").body.get("tiers", ())
            yield tuple(each.get("left") for each in tiers if isinstance(each, dict))

    def keys(self) -> dict[int, Any]:
        """The idempotency key that each order is kept with, by id."""
        return {} if self._silence else self._app.keys()

    def _cart(self, trial: Trial) -> tuple[int, tuple[tuple[int, int], ...]]:
        case = trial.case
        number, tiers = self._events[case.event] if case.event is not None else (999_999, [])
        if case.foreign:
            return number, ((self._events[case.foreign][1][0], case.lines[0][1]),)
        known = dict(enumerate(tiers))
        return number, tuple((known.get(tier, 999_999), many) for tier, many in case.lines)

    def _body(self, trial: Trial, number: int, lines: tuple[tuple[int, int], ...]) -> dict[str, Any]:
        case = trial.case
        cart = [{"tier_id": tier, "quantity": many} for tier, many in lines]
        body = {"event_id": number, "email": case.email, "lines": cart, "card": case.card}
        return body if case.promo is None else {**body, "promo": case.promo}

    def _page(self, trial: Trial, order: Reply) -> Reply | None:
        number = order.body.get("id")
        is_kept = trial.outcome in (BOUGHT, NOT_PAID) and type(number) is int
        return self._ask("GET", f"/orders/{number}") if is_kept else None

    def _news(self) -> tuple[tuple[tuple[Any, Any], ...], tuple[tuple[str, tuple[str, ...]], ...]]:
        """What payments and mail were asked since the last time."""
        new = self._app.ports.record[self._seen :]
        self._seen += len(new)
        charges = [
            (_field(each, "amount_cents"), _field(each, "card"))
            for each in new
            if each.service == "payments" and each.path.endswith("/charges")
        ]
        mails = [_mail(each) for each in new if each.service == "mail"]
        return tuple(charges), tuple(mails)

    def _ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        asked = f"{method} {path}" + (f" {json.dumps(body)}" if body is not None else "")
        asked += "".join(f", {name}: {value}" for name, value in (headers or {}).items())
        # An app that leaves one request unanswered would leave a hundred, each for its whole time limit. So
        # would one that waits for a lock of its own, each for as long as SQLite is patient.
        answer = self._silence or self._app.request(method, path, json=body, headers=headers)
        if isinstance(answer, Failure):
            self._silence = answer
            return Reply(asked, None, failure=answer)
        if answer.raised and LOCKED in answer.raised.message:
            self._silence = answer.raised
        return Reply(asked, answer.status, _object(answer), answer.raised)


def event_body(concert: Concert, shift: Any = None) -> dict[str, Any]:
    """What `POST /events` is sent for a concert; one that is cancelled is on sale before.

    Arguments:
        concert: to be made.
        shift: a timedelta by which its times are moved.
    """

    def when(moment: datetime) -> str:
        return (moment + shift if shift else moment).isoformat()

    return {
        "title": concert.title,
        "venue": {"name": "Hall", "city": "Ghent"},
        "status": "on_sale" if concert.status == "cancelled" else concert.status,
        "starts_at": when(concert.starts_at),
        "on_sale_at": when(concert.on_sale_at),
        "tiers": [
            {"name": tier.name, "price_cents": tier.price, "seats": tier.seats} for tier in concert.tiers
        ],
        "promos": [
            {
                "code": promo.code,
                "uses": promo.uses,
                "starts_at": when(promo.starts_at),
                "ends_at": when(promo.ends_at),
                **({"percent": promo.percent} if promo.amount is None else {"amount_cents": promo.amount}),
            }
            for promo in concert.promos
        ],
    }


def _object(answer: Answer) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _field(request: Request, name: str) -> Any:
    return request.json.get(name) if isinstance(request.json, dict) else None


def _mail(request: Request) -> tuple[str, tuple[str, ...]]:
    """Receiver and codes of a confirmation, as the port of ours puts it on the wire."""
    try:
        fields = json.loads(str(_field(request, "text")))
        codes = fields.get("codes") or ()
        return str(_field(request, "to")), tuple(map(str, codes if isinstance(codes, list) else ()))
    except (AttributeError, ValueError):
        return str(_field(request, "to")), ()

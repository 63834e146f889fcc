"""A client of the app's HTTP API: what a scenario speaks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from autograder.upstreams import Message, Request, Upstreams

from .app_process import AppProcess

NOW = datetime(2027, 1, 12, 12, 0, tzinfo=UTC)
"""Where the clock stands when a scenario begins: in winter, more than 60 days from a change of the clocks."""

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """Status and JSON of one answer."""

    status: int
    json: Any

    def __getitem__(self, name: str) -> Any:
        """A field of the JSON object; None where the answer is another one, so that a story goes on."""
        return self.json.get(name) if isinstance(self.json, dict) else None

    def brief(self, *names: str) -> list[Any]:
        """Status and, of a good answer, the fields of these names: `[201, {"total_cents": 7350}]`."""
        good = self.status < 300 and bool(names)
        return [self.status, {name: self[name] for name in names}] if good else [self.status]


@dataclass(frozen=True)
class Event:
    """An event put on sale by a scenario: its id, its tiers' ids, when it starts."""

    id: int
    tiers: tuple[int, ...]
    starts_at: datetime


class Shop:
    """One scenario's view of the app: its events, customers and promo codes are its own.

    Arguments:
        app: the running app, shared by scenarios that run one after another.
    """

    def __init__(self, app: AppProcess) -> None:
        self._app = app
        upstreams = app.upstreams
        upstreams.reset()
        self._before = upstreams.payments.kept_cents
        self._mails, self._requests = len(upstreams.mail.messages), len(upstreams.record)
        self.at(NOW)

    @property
    def upstreams(self) -> Upstreams:
        """The services behind the app."""
        return self._app.upstreams

    @property
    def kept_cents(self) -> int:
        """What payments took less what they gave back, since the scenario began."""
        return self.upstreams.payments.kept_cents - self._before

    @property
    def mails(self) -> tuple[Message, ...]:
        """The mails since the scenario began."""
        return self.upstreams.mail.messages[self._mails :]

    @property
    def upstream_requests(self) -> tuple[Request, ...]:
        """What the app asked its services since the scenario began."""
        return self.upstreams.record[self._requests :]

    def at(self, now: datetime) -> None:
        """Move the app's clock."""
        self.now = now
        self._app.set_clock(now)

    def ask(self, method: str, path: str, **options: Any) -> Answer:
        """Ask anything."""
        return _answer(self._app.http.request(method, path, **options))

    def event(
        self,
        *prices: int,
        seats: int = 100,
        starts: datetime = NOW + 30 * DAY,
        on_sale: datetime = NOW - 200 * DAY,
        promos: Sequence[dict[str, Any]] = (),
        **fields: Any,
    ) -> Event:
        """Put an event on sale; a tier a price in cents."""
        tiers = [
            {"name": f"Tier {place}", "price_cents": price, "seats": seats}
            for place, price in enumerate(prices or (3500,))
        ]
        body = {
            "title": f"Event {next(_numbers)}",
            "venue": {"name": "Old Gasworks", "city": "Ghent"},
            "starts_at": starts.isoformat(),
            "on_sale_at": on_sale.isoformat(),
            "tiers": tiers,
            "promos": list(promos),
            **fields,
        }
        made = self.ask("POST", "/events", json=body)
        assert made.status == 201, made
        return Event(made["id"], tuple(tier["id"] for tier in made["tiers"]), starts)

    def customer(self) -> str:
        """An e-mail address that nobody else uses."""
        return f"ada.{next(_numbers)}@example.org"

    def code(self) -> str:
        """A promo code that nobody else uses."""
        return f"CODE{next(_numbers)}"

    def promo(
        self, code: str, *, uses: int = 100, since: timedelta = -DAY, until: timedelta = DAY, **off: int
    ) -> dict[str, Any]:
        """A promo to launch with an event: `percent=20` or `amount_cents=500`, times from `NOW`."""
        times = {"starts_at": (NOW + since).isoformat(), "ends_at": (NOW + until).isoformat()}
        return {"code": code, "uses": uses, **times, **off}

    def cart(self, event: Event, *quantities: int, email: str | None = None, **fields: Any) -> dict[str, Any]:
        """The body of an order; quantities by tier, in order."""
        lines = [
            {"tier_id": tier, "quantity": quantity}
            for tier, quantity in zip(event.tiers, quantities or (1,), strict=False)
            if quantity
        ]
        customer = email or self.customer()
        return {"event_id": event.id, "email": customer, "lines": lines, "card": "tok_visa", **fields}

    def buy(self, event: Event, *quantities: int, key: str | None = None, **fields: Any) -> Answer:
        """Order tickets; quantities by tier, in order."""
        return self.order(self.cart(event, *quantities, **fields), key=key)

    def order(self, body: dict[str, Any], key: str | None = None) -> Answer:
        """Send an order as it is."""
        return self.ask("POST", "/orders", json=body, headers={} if key is None else {"Idempotency-Key": key})

    def quote(self, event: Event, *quantities: int, promo: str | None = None) -> Answer:
        """Ask for a price."""
        lines = ",".join(
            f"{tier}:{quantity}" for tier, quantity in zip(event.tiers, quantities, strict=False) if quantity
        )
        wanted = {"event_id": event.id, "lines": lines} | ({} if promo is None else {"promo": promo})
        return self.ask("GET", "/quote", params=wanted)

    def refund(self, order: Answer) -> Answer:
        """Ask for the money of an order back."""
        return self.ask("POST", f"/orders/{order['id']}/refund")

    def cancel(self, event: Event) -> Answer:
        """Cancel an event."""
        return self.ask("POST", f"/events/{event.id}/cancel")

    def check_in(self, order: Answer, ticket: int = 0) -> Answer:
        """Show a ticket of an order at the door."""
        return self.ask("POST", f"/checkin/{order['tickets'][ticket]['code']}")

    def left(self, event: Event) -> int:
        """Seats left, as the event's page says."""
        left: int = self.ask("GET", f"/events/{event.id}")["left"]
        return left

    def report(self, event: Event) -> Answer:
        """The sales report of one event."""
        return self.ask("GET", "/reports/sales", params={"event_id": event.id})

    def import_partner(self, event: Event, *rows: tuple[int, str]) -> list[dict[str, Any]]:
        """Book what a partner sold of the first tier: (quantity, promo code or "") a row."""
        wanted = [
            {
                "event_id": event.id,
                "tier_id": event.tiers[0],
                "quantity": quantity,
                "email": self.customer(),
                "promo": promo,
            }
            for quantity, promo in rows
        ]
        return self._app.import_partner(wanted)

    def together(self, requests: Sequence[tuple[str, str, Any]]) -> list[int]:
        """Send several requests (method, path, JSON) at the same time. Returns the statuses, sorted."""
        with ThreadPoolExecutor(len(requests)) as pool:
            asked = [pool.submit(self.ask, method, path, json=body) for method, path, body in requests]
            return sorted(each.result().status for each in asked)


def _answer(response: httpx2.Response) -> Answer:
    try:
        return Answer(response.status_code, response.json())
    except ValueError:
        return Answer(response.status_code, response.text)

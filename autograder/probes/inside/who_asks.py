"""Asks an app its routes and notes from where in its code each query and each call of a neighbour starts.

Sent into the sandbox as text; holds no expected answer.
"""

import asyncio
import dataclasses
import importlib
import inspect
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import httpx2
from fastapi.routing import iter_route_contexts
from sqlalchemy import event
from sqlalchemy.engine import Engine

MOST_STEPS = 24
MOST_SEEN = 40
"""Of a route; more would tell nothing new."""

NOW = datetime(2031, 5, 6, 10, tzinfo=UTC)
DAY = timedelta(days=1)


class Watch:
    """Notes who asks, while a request is answered."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.seen: list[dict[str, Any]] | None = None

    def note(self, kind: str) -> None:
        """Note the way through the app's code to this call, the innermost place first."""
        if self.seen is not None and len(self.seen) < MOST_SEEN:
            self.seen.append({"kind": kind, "steps": [*itertools.islice(self._steps(), MOST_STEPS)]})

    def _steps(self) -> Iterator[tuple[str, int, str]]:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith(self.root):
                yield name.removeprefix(self.root), frame.f_lineno, frame.f_code.co_qualname
            elif str(frame.f_globals.get("__name__")).partition(".")[0] in {"boxoffice", "scripts"}:
                yield "", frame.f_lineno, frame.f_code.co_qualname  # code without a file
            frame = frame.f_back

    def query(self, *_: object) -> None:
        """SQLAlchemy is about to send a statement."""
        self.note("query")


class Payments:
    """Takes every card."""

    def __init__(self, watch: Watch) -> None:
        self._watch, self._numbers = watch, itertools.count(1)

    def charge(self, *_: Any, **__: Any) -> str:
        """Charge a card."""
        self._watch.note("payments")
        return f"ch_{next(self._numbers)}"

    def refund(self, *_: Any, **__: Any) -> None:
        """Pay back."""
        self._watch.note("payments")


class Mail:
    """Sends nothing."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def send_confirmation(self, *_: Any, **__: Any) -> None:
        """Send a confirmation."""
        self._watch.note("mail")

    def send_refund(self, *_: Any, **__: Any) -> None:
        """Send a notice."""
        self._watch.note("mail")


class Partners:
    """Offer nothing."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def offers(self, *_: Any, **__: Any) -> list[Any]:
        """What a partner has."""
        self._watch.note("partners")
        return []


class AsyncPartners(Partners):
    """The same, for an app that waits for them together."""

    async def offers(self, *_: Any, **__: Any) -> list[Any]:  # type: ignore[override] # lesson 05's port
        """What a partner has."""
        self._watch.note("partners")
        return []


def main(_: Any) -> dict[str, Any]:
    """Put the app together with neighbours of ours, ask its routes, and say from where it asked what."""
    os.environ["DATABASE_URL"] = _database()
    composition = importlib.import_module("boxoffice.main")
    settings = importlib.import_module("boxoffice.settings").Settings(database_url=_database())
    watch = Watch(f"{Path.cwd()}/")
    real = composition.connect(settings)
    waits = inspect.iscoroutinefunction(getattr(real.partners, "offers", None))
    numbers = itertools.count(1)
    ports = dataclasses.replace(
        real,
        clock=lambda: NOW,
        new_code=lambda: f"CODE{next(numbers)}",
        payments=Payments(watch),
        mail=Mail(watch),
        partners=(AsyncPartners if waits else Partners)(watch),
    )
    app = composition.create_app(settings, ports)
    event.listen(Engine, "before_cursor_execute", watch.query)
    return {"routes": [*_routes(app, watch.root)], "asked": asyncio.run(_ask_routes(app, watch))}


def _database() -> str:
    return f"sqlite:///{Path(tempfile.mkdtemp()) / 'boxoffice.db'}"


def _routes(app: Any, root: str) -> Iterator[dict[str, Any]]:
    """Each route with the places of the functions that answer it, wrappers first."""
    for route in iter_route_contexts(app.routes):
        places = [*_places(route.endpoint, root)]
        if route.path and route.endpoint is not None and route.path.startswith("/"):
            methods = sorted(route.methods or ())
            yield {"path": route.path, "methods": methods, "places": places}


def _places(endpoint: Any, root: str) -> Iterator[tuple[str, int]]:
    for _ in range(5):
        code = _code(endpoint)
        if code is not None:
            inside = code.co_filename.startswith(root)
            yield code.co_filename.removeprefix(root) if inside else "", code.co_firstlineno
        endpoint = getattr(endpoint, "__wrapped__", None) or getattr(endpoint, "func", None)
        if endpoint is None:
            return


def _code(endpoint: Any) -> CodeType | None:
    function = getattr(endpoint, "__func__", endpoint)
    code = getattr(function, "__code__", None)
    if code is None:
        called = vars(type(endpoint)).get("__call__")
        code = getattr(called, "__code__", None)
    return code if isinstance(code, CodeType) else None


async def _ask_routes(app: Any, watch: Watch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://boxoffice.test") as client:

        async def ask(method: str, route: str, path: str, body: Any = None) -> dict[str, Any]:
            watch.seen = []
            answer = await client.request(method, path, json=body)
            found.append({"method": method, "route": route, "status": answer.status_code, "seen": watch.seen})
            watch.seen = None
            return _object(answer)

        await _round(ask)
    return found


async def _round(ask: Callable[..., Any]) -> None:
    concert = await ask("POST", "/events", "/events", CONCERT)
    number, tier = concert.get("id", 0), (concert.get("tiers") or [{}])[0].get("id", 0)
    await ask("GET", "/events", "/events")
    await ask("GET", "/events/{event_id}", f"/events/{number}")
    await ask("GET", "/events/{event_id}/extras", f"/events/{number}/extras")
    await ask("GET", "/quote", f"/quote?event_id={number}&lines={tier}:2&promo=SPRING")
    cart = {"event_id": number, "email": "ada@example.org", "lines": [{"tier_id": tier, "quantity": 2}]}
    order = await ask("POST", "/orders", "/orders", {**cart, "card": "tok_visa", "promo": "SPRING"})
    await ask("POST", "/orders", "/orders", {**cart, "card": "tok_visa", "promo": "NOSUCH"})
    bought = order.get("id", 0)
    await ask("GET", "/orders/{order_id}", f"/orders/{bought}")
    await ask("GET", "/customers/{email}/orders", "/customers/ada@example.org/orders")
    await ask("GET", "/reports/sales", "/reports/sales")
    await ask("POST", "/orders/{order_id}/refund", f"/orders/{bought}/refund")


def _object(answer: Any) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


CONCERT: dict[str, Any] = {
    "title": "Watched",
    "venue": {"name": "Hall", "city": "Ghent"},
    "starts_at": (NOW + 20 * DAY).isoformat(),
    "on_sale_at": (NOW - DAY).isoformat(),
    "tiers": [{"name": "Standing", "price_cents": 3500, "seats": 20}],
    "promos": [
        {
            "code": "SPRING",
            "percent": 20,
            "starts_at": (NOW - DAY).isoformat(),
            "ends_at": (NOW + DAY).isoformat(),
            "uses": 9,
        }
    ],
}

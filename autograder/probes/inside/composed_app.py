"""Serves apps made by `create_app(settings, ports)` with a clock, codes and services of ours.

Sent into the sandbox as text. Apps of one process are told apart by a header, which they do not see. What
ports of ours are asked goes over the wire to a service outside, so that nobody in here has to be believed.
"""

import asyncio
import contextlib
import dataclasses
import http.client
import importlib
import inspect
import io
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

CLOCK = "/__survive__/clock"
"""Asked of what is around an app, never of the app: turn its clock to the time in the body."""

KEPT = "/__survive__/kept"
"""Asked of what is around an app, never of the app: what stands under `app.state`, as JSON."""

THE_SAME = "what was handed in"

KEYS = "/__survive__/keys"
"""Asked of what is around an app: the id of each order in its database, and the key that it is kept with."""

APP_HEADER = b"x-survive-app"
"""Names the app that is asked."""

SECONDS = 5.0
"""For one call of a service behind a port of ours."""

CHARGED, REFUNDED, VOIDED, DECLINED = 201, 201, 200, 402

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class Clock:
    """The time that an app is told: it stands still until it is turned."""

    def __init__(self, now: str) -> None:
        self.turn(now)

    def turn(self, now: str) -> None:
        """Show this time from now on (ISO text with an offset)."""
        self._now = datetime.fromisoformat(now).astimezone(UTC)

    def __call__(self) -> datetime:
        """Tell the time, aware, in UTC."""
        return self._now


class Codes:
    """Hands out the codes it was given, one by one."""

    def __init__(self, codes: list[str]) -> None:
        self._left: Iterator[str] = iter(codes)

    def __call__(self) -> str:
        """The next code."""
        return next(self._left)


class Payments:
    """The port of payments over a service outside."""

    def __init__(self, url: str, ports: Any) -> None:
        self._url, self._ports = url, ports

    def charge(self, amount: int = 0, card: str = "", reference: str = "", **named: Any) -> str:
        """Charge a card; gives the charge's id, or raises as the port says."""
        cents, told = named.get("amount_cents", amount), named.get("key", reference)
        body = {"amount_cents": cents, "currency": "EUR", "card": card, "reference": told}
        status, answer = _ask("POST", f"{self._url}/charges", body)
        if status == DECLINED:
            raise self._ports.Declined
        if status != CHARGED:
            raise self._ports.PaymentFailed
        return str(answer["id"])

    def find(self, _: str) -> None:
        """From lesson 06 on: no charge is known by the key, since none was told to the service outside."""

    def void(self, key: str) -> None:
        """From lesson 06 on: bar a key, or raise as the port says."""
        status, _ = _ask("POST", f"{self._url}/charges/{quote(key, safe='')}/void", {})
        if status != VOIDED:
            raise self._ports.PaymentFailed

    def refund(self, charge_id: str | None = None, amount: int = 0, _: str = "", **named: Any) -> None:
        """Pay back, or raise as the port says."""
        body = {"charge": charge_id, "amount_cents": named.get("amount_cents", amount)}
        status, _ = _ask("POST", f"{self._url}/refunds", body)
        if status != REFUNDED:
            raise self._ports.PaymentFailed


class Mail:
    """The port of mail over a service outside: the message's fields are its text, as JSON."""

    def __init__(self, url: str, _: Any) -> None:
        self._url = url

    def send(self, message: Any) -> None:
        """From lesson 06 on: send what there is to send."""
        self._send("refund" if type(message).__name__ == "RefundNotice" else "confirmation", message)

    def send_confirmation(self, confirmation: Any) -> None:
        """Send what a confirmation says."""
        self._send("confirmation", confirmation)

    def send_refund(self, notice: Any) -> None:
        """Send what a notice of a refund says."""
        self._send("refund", notice)

    def _send(self, kind: str, message: Any) -> None:
        told = {each.name: getattr(message, each.name) for each in dataclasses.fields(message)}
        fields = {name: _plain(value) for name, value in told.items()}
        receiver = str(fields.get("to") or fields.get("email") or "nobody@example.org")
        body = {"to": receiver, "subject": kind, "text": json.dumps(fields)}
        _ask("POST", f"{self._url}/messages", body)


class Partners:
    """The port of the partners over a service outside."""

    def __init__(self, url: str, ports: Any) -> None:
        self._url, self._offer = url, ports.Offer

    def offers(self, partner: str, event_id: int, city: str) -> list[Any]:
        """What a partner has to offer for an event."""
        path = f"{self._url}/{partner}/offers?event={event_id}&city={quote(city)}"
        _, answer = _ask("GET", path)
        return [
            _made(self._offer, {"partner": partner, "price": offer["price_cents"], **offer})
            for offer in answer["offers"]
        ]


@dataclasses.dataclass(frozen=True)
class Composed:
    """An app, its clock, the URL of its database, and what it keeps of what it was handed."""

    app: App
    clock: Clock
    database: str
    kept: dict[str, str]


OURS: dict[str, Any] = {"payments": Payments, "mail": Mail, "partners": Partners}


def main(argument: dict[str, Any]) -> "Together":
    """The apps that the argument describes, made one after the other by the learner's factory."""
    root = os.environ["UPSTREAMS"]
    for name, path in argument["environment"].items():
        os.environ[name] = root + path
    os.environ["DATABASE_URL"] = new_database()
    module, _, name = argument["factory"].partition(":")
    factory = getattr(importlib.import_module(module), name)
    return Together({each["name"]: _made_by(factory, each, root) for each in argument["apps"]})


def new_database() -> str:
    """The URL of a database that nobody has used yet."""
    return f"sqlite:///{Path(tempfile.mkdtemp()) / 'boxoffice.db'}"


def _made_by(factory: Any, described: dict[str, Any], root: str) -> Composed:
    urls = {name.lower(): root + path for name, path in described["settings"].items()}
    database = new_database()
    settings = importlib.import_module("boxoffice.settings").Settings(database_url=database, **urls)
    clock = Clock(described["now"])
    handed: dict[str, Any] = {"clock": clock, "new_code": Codes(described["codes"])}
    seam = importlib.import_module("boxoffice.ports")
    for port, path in described["ours"].items():
        handed[port] = OURS[port](root + path, seam)
    ports = dataclasses.replace(importlib.import_module("boxoffice.main").connect(settings), **handed)
    app = factory(settings, ports)
    return Composed(as_asgi(app), clock, database, _kept(app, settings=settings, ports=ports))


def _kept(app: Any, **handed: Any) -> dict[str, str]:
    """What stands under `app.state` by the name of each thing that was handed in."""
    state = getattr(app, "state", None)
    return {name: _seen_as(getattr(state, name, None), thing) for name, thing in handed.items()}


def _seen_as(kept: Any, handed: Any) -> str:
    if kept is handed:
        return THE_SAME
    return "nothing" if kept is None else f"another object ({type(kept).__name__})"


class Together:
    """Apps of one process, and beside each the paths that turn its clock and tell what is kept."""

    def __init__(self, apps: dict[str, Composed]) -> None:
        self.apps = {name.encode(): made for name, made in apps.items()}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Hand a request to the app that it names."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        made = self.apps[dict(scope["headers"])[APP_HEADER]]
        if scope["path"] == CLOCK:
            made.clock.turn((await read_body(receive)).decode())
            await answer(send, 204, [], b"")
        elif scope["path"] == KEPT:
            await answer(send, 200, [], json.dumps(made.kept).encode())
        elif scope["path"] == KEYS:
            await answer(send, 200, [], json.dumps(_keys(made.database)).encode())
        else:
            plain = [(name, value) for name, value in scope["headers"] if name != APP_HEADER]
            await made.app({**scope, "headers": plain}, receive, send)

    async def _live(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Start every app and stop every app when the server says so."""
        lives = [_Life(made.app, scope) for made in self.apps.values()]
        for word in ("startup", "shutdown"):
            message = await receive()
            for life in lives:
                await life.tell(message)
            await send({"type": f"lifespan.{word}.complete"})


class _Life:
    """The lifespan of one app among several; an app that knows none has none."""

    def __init__(self, app: App, scope: dict[str, Any]) -> None:
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.ensure_future(app({**scope, "state": {}}, self._told.get, self._said.put))

    async def tell(self, message: dict[str, Any]) -> None:
        """Hand on a word of the server's and wait until the app has done it, or is gone."""
        if self._task.done():
            return
        await self._told.put(message)
        heard = asyncio.ensure_future(self._said.get())
        await asyncio.wait({heard, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if heard.done() and heard.result()["type"].endswith(".failed"):
            await self._task
            raise RuntimeError(f"the app did not start: {heard.result().get('message', '')}")
        heard.cancel()


def _keys(database: str) -> list[list[Any]]:
    """Each order's id and idempotency key; none where no orders are kept."""
    with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        try:
            return [[*row] for row in connection.execute("select id, idem_key from orders")]
        except sqlite3.Error:
            return []


def as_asgi(app: Any) -> App:
    """An app that can be served: as it is, or what turns a WSGI app into one."""
    if not callable(app):
        raise TypeError(f"this is no app: {type(app).__name__}")
    if inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__):
        asgi: App = app
        return asgi

    async def served(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise TypeError("a WSGI app has no lifespan")
        status, headers, body = await asyncio.to_thread(_wsgi, app, scope, await read_body(receive))
        await answer(send, status, headers, body)

    return served


def _wsgi(app: Any, scope: dict[str, Any], body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """One request to a WSGI app (PEP 3333): its status, headers and body."""
    head: list[Any] = []
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        head[:] = [int(status.partition(" ")[0]), headers]
        return written.append

    parts = app(_environ(scope, body), start)
    try:
        written.extend(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in head[1]]
    return head[0], headers, b"".join(written)


def _environ(scope: dict[str, Any], body: bytes) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": "boxoffice.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper().replace("-", "_")
        key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
        environ[key] = value.decode("latin-1")
    return environ


async def read_body(receive: Receive) -> bytes:
    """The whole body of a request."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Send a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _ask(method: str, url: str, body: Any = None) -> tuple[int, Any]:
    """One request to a service outside: its status and JSON; status 0 where no answer came."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=SECONDS)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    content = None if body is None else json.dumps(body).encode()
    try:
        connection.request(method, target, content, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException):
        return 0, {}
    finally:
        connection.close()


def _made(kind: Any, fields: dict[str, Any]) -> Any:
    """An object of a learner's class from those of the fields that it has."""
    known = inspect.signature(kind).parameters
    return kind(**{name: value for name, value in fields.items() if name in known})


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else str(value)

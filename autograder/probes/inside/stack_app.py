"""Serves the app under one web framework, with no other within reach. Sent into the sandbox as text.

Its ports are put together here, without `boxoffice.main`: that one knows FastAPI.
"""

import importlib
import json
import os
import sqlite3
from collections.abc import Callable
from typing import Any

from autograder.probes.inside.composed_app import (
    OURS,
    App,
    Clock,
    Codes,
    Composed,
    Receive,
    Send,
    Together,
    answer,
    as_asgi,
    new_database,
    read_body,
)
from autograder.probes.inside.frameworks import close
from autograder.probes.inside.log_lines import listen
from autograder.probes.inside.seeding import cancel, refund, seed

MAKE = "/__survive__/make"
"""Asked of what is around the apps: make the app that is named in the body."""

CANCEL = "/__survive__/cancel"
"""Asked of what is around an app: cancel the event whose id is in the body."""

REFUND = "/__survive__/refund"
"""Asked of what is around an app: give back the money of the order whose id is in the body."""

RESOLVED = "/__survive__/resolved"
"""Asked of what is around the apps: how many requests the framework has found a handler for."""

TRACES = "/__survive__/traces"
"""Asked of what is around an app: where the word in the body has come to, in JSON: "log", "orders"."""

SERVER_ERROR = 500


def main(argument: dict[str, Any]) -> "Stack":
    """The stack that the argument describes; its first app is made and filled."""
    close(argument["closed"])
    os.environ["DATABASE_URL"] = new_database()
    seen = Seen()
    WATCHES[argument["framework"]](seen)
    stack = Stack(argument, seen)
    stack.make(argument["apps"][0]["name"])
    return stack


class Seen:
    """What was seen of a framework at work: requests that it routed, exceptions that it answered with 500."""

    def __init__(self) -> None:
        self.resolved = 0
        self.errors: list[BaseException] = []


def _watch_nothing(_: Seen) -> None:
    """What FastAPI's handlers raise comes out of the app by itself."""


def _watch_flask(seen: Seen) -> None:
    flask = importlib.import_module("flask")

    def note(_: Any, exception: BaseException, **__: Any) -> None:
        seen.errors.append(exception)

    flask.got_request_exception.connect(note, weak=False)


def _watch_django(seen: Seen) -> None:
    import sys  # noqa: PLC0415 - for Django alone, which does not hand the exception on

    handler = importlib.import_module("django.core.handlers.base").BaseHandler
    resolve = handler.resolve_request

    def counted(self: Any, request: Any) -> Any:
        seen.resolved += 1
        return resolve(self, request)

    def note(**_: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            seen.errors.append(error)

    handler.resolve_request = counted
    importlib.import_module("django.core.signals").got_request_exception.connect(note, weak=False)


WATCHES: dict[str, Callable[[Seen], None]] = {
    "FastAPI": _watch_nothing,
    "Flask": _watch_flask,
    "Django": _watch_django,
}


class Stack(Together):
    """Apps under one framework, each made when it is asked for, and what they are asked from around."""

    def __init__(self, argument: dict[str, Any], seen: Seen) -> None:
        super().__init__({})
        self._factory, self._seen = argument["factory"], seen
        self._described = {each["name"]: each for each in argument["apps"]}
        self._ports: dict[str, Any] = {}
        self._databases: dict[str, str] = {}
        self._lines: list[str] = []
        listen(self._lines)

    def make(self, name: str) -> None:
        """Make an app, over a store that was filled before."""
        described = self._described[name]
        database = new_database()
        settings, ports, clock = _put_together(described, database)
        seed(ports, described["seeds"])
        module, _, factory = self._factory.partition(":")
        app = as_asgi(getattr(importlib.import_module(module), factory)(settings, ports))
        self._ports[name], self._databases[name] = ports, database
        self.apps[name.encode()] = Composed(Telling(app, self._seen), clock, database, kept={})

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Do what is asked from around the apps, or hand the request to the app that it names."""
        path = scope.get("path", "")
        if path == RESOLVED:
            await answer(send, 200, [], str(self._seen.resolved).encode())
        elif path == TRACES:
            name, _, word = (await read_body(receive)).decode().partition(" ")
            await answer(send, 200, [], json.dumps(self._traces(name, word)).encode())
        elif path in (MAKE, CANCEL, REFUND):
            name, _, number = (await read_body(receive)).decode().partition(" ")
            if path == MAKE:
                self.make(name)
            else:
                {CANCEL: cancel, REFUND: refund}[path](self._ports[name], int(number))
            await answer(send, 204, [], b"")
        else:
            self._lines.clear()
            await super().__call__(scope, receive, send)

    def _traces(self, name: str, word: str) -> list[str]:
        """Where a word has come to: the log of the last request, the orders in the store."""
        with sqlite3.connect(self._databases[name].removeprefix("sqlite:///")) as database:
            kept = any(word in row for row in database.execute("select * from orders"))
        found = {"log": any(word in line for line in self._lines), "orders": kept}
        return [place for place, is_there in found.items() if is_there]


class Telling:
    """An app that raises what its framework had answered with 500, once that answer is sent."""

    def __init__(self, app: App, seen: Seen) -> None:
        self._app, self._seen = app, seen

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request."""
        statuses: list[int] = []

        async def noting(message: dict[str, Any]) -> None:
            statuses.append(message.get("status", 0))
            await send(message)

        self._seen.errors.clear()
        await self._app(scope, receive, noting)
        if max(statuses, default=0) >= SERVER_ERROR and self._seen.errors:
            raise self._seen.errors[-1]


def _put_together(described: dict[str, Any], database: str) -> tuple[Any, Any, Clock]:
    """Settings, ports and clock of an app; all ports are ours but the store, which is the tree's own."""
    root = os.environ["UPSTREAMS"]
    urls = {name.lower(): root + path for name, path in described["settings"].items()}
    settings = importlib.import_module("boxoffice.settings").Settings(database_url=database, **urls)
    seam = importlib.import_module("boxoffice.ports")
    clock = Clock(described["now"])
    services = {port: OURS[port](root + path, seam) for port, path in described["ours"].items()}
    store = importlib.import_module("boxoffice.adapters.database").Store(database)
    ports = seam.Ports(clock=clock, new_code=Codes(described["codes"]), store=store, **services)
    return settings, ports, clock

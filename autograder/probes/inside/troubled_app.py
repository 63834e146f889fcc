"""Serves the app with ports whose steps are noted, and its log open to us. Sent into the sandbox as text."""

import asyncio
import dataclasses
import importlib
import json
import logging
import os
import threading
import time
from typing import Any

from autograder.probes.inside.composed_app import Clock, Receive, Send, answer, new_database, read_body
from autograder.probes.inside.noted_ports import PATIENCE, NotedMail, NotedPayments, NotedStore, plain

CLOCK = "/__survive__/clock"
RECOVER = "/__survive__/recover"
LOG = "/__survive__/log"
HESITATE = "/__survive__/hesitate"
"""Asked of what is around the app, never of the app: turn its clock, call `recover`, tell what was logged
since the last time, and hesitate before the next commit, so that others can come in between."""

HESITATION = 0.2
"""Seconds between the moment at which a commit is decided on and the moment at which it is made."""

MOST_EVENTS = 200
LONGEST = 4000
OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

NO_CONTENT = 204


def main(argument: dict[str, Any]) -> "Troubled":
    """The app that `create_app` makes of ports of ours."""
    root = os.environ["UPSTREAMS"]
    for name, path in argument["environment"].items():
        os.environ[name] = root + path
    os.environ["DATABASE_URL"] = new_database()
    pause = time.sleep
    time.sleep = lambda _: None  # a pause between two tries costs nobody time here
    log = Log()
    entry = importlib.import_module("boxoffice.main")
    seam = importlib.import_module("boxoffice.ports")
    urls = {name.lower(): root + path for name, path in argument["services"].items()}
    settings_of = importlib.import_module("boxoffice.settings").Settings
    settings = settings_of(database_url=new_database() + PATIENCE, **urls)
    ports = entry.connect(settings)
    hesitation = Hesitation(pause)
    store = NotedStore(ports.store, hesitation)
    clock = Clock(argument["now"])
    ours = {
        "clock": clock,
        "payments": NotedPayments(urls["payments_url"], seam, _nothing, store.open),
        "mail": NotedMail(urls["mail_url"], seam, _nothing, store.open),
        "store": store,
        **backup_of(argument, root, seam, store),
    }
    made = dataclasses.replace(ports, **ours)
    return Troubled(entry.create_app(settings, made), made, clock, log, hesitation)


def backup_of(argument: dict[str, Any], root: str, seam: Any, store: NotedStore) -> dict[str, Any]:
    """The port of a second payment service, where there is to be one."""
    if argument["backup"] is None:
        return {}
    url = root + argument["backup"]
    return {"backup": NotedPayments(url, seam, _nothing, store.open, name="backup")}


def _nothing(_: str) -> None:
    """No step of these is of interest here."""


class Hesitation:
    """Waits before one commit, once it is told to."""

    def __init__(self, pause: Any) -> None:
        self._pause, self._lock, self._left = pause, threading.Lock(), 0

    def prepare(self) -> None:
        """The next commit is hesitated over."""
        self._left = 1

    def __call__(self, name: str) -> None:
        """A step is taken."""
        if name != "before commit":
            return
        with self._lock:
            hesitates, self._left = self._left > 0, 0
        if hesitates:
            self._pause(HESITATION)


class Log(logging.Handler):
    """Keeps what is logged, so that it can be told."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._events: list[dict[str, Any]] = []
        self._kept = threading.Lock()
        logging.getLogger().addHandler(self)
        logging.getLogger("boxoffice").setLevel(logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record: its level, its words, and what else was given with it."""
        more = {name: plain(value) for name, value in vars(record).items() if name not in OF_EVERY_RECORD}
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        words = " ".join([record.getMessage(), json.dumps(more) if more else "", trace]).strip()
        with self._kept:
            if len(self._events) < MOST_EVENTS:
                event = {"level": record.levelname, "name": record.name, "words": words[:LONGEST]}
                self._events.append(event)

    def taken(self) -> list[dict[str, Any]]:
        """What was logged since the last time."""
        with self._kept:
            events, self._events = self._events, []
        return events


class Troubled:
    """The app, and beside it the paths that are ours."""

    def __init__(self, app: Any, ports: Any, clock: Clock, log: Log, hesitation: Hesitation) -> None:
        self.app, self.ports, self.clock, self.log, self.hesitation = app, ports, clock, log, hesitation
        self._encode = json.dumps

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"] if scope["type"] == "http" else None
        if path == CLOCK:
            self.clock.turn((await read_body(receive)).decode())
        elif path == RECOVER:
            recovering = importlib.import_module("boxoffice.services.recovering")
            await asyncio.to_thread(recovering.recover, self.ports)
        elif path == HESITATE:
            self.hesitation.prepare()
        elif path == LOG:
            await answer(send, 200, [], self._encode(self.log.taken()).encode())
            return
        else:
            await self.app(scope, receive, send)
            return
        await answer(send, NO_CONTENT, [], b"")

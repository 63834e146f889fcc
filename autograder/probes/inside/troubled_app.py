"""Serves the app with ports whose steps are noted, and its log open to us. Sent into the sandbox as text."""

import asyncio
import base64
import dataclasses
import importlib
import json
import logging
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, SupportsIndex
from urllib.parse import urlsplit

from autograder.probes.inside.composed_app import Clock, Receive, Send, answer, new_database, read_body
from autograder.probes.inside.noted_ports import PATIENCE, NotedMail, NotedPayments, NotedStore, plain

CLOCK = "/__survive__/clock"
RECOVER = "/__survive__/recover"
LOG = "/__survive__/log"
HESITATE = "/__survive__/hesitate"
HALT, HALTED, GO_ON = "/__survive__/halt", "/__survive__/halted", "/__survive__/go-on"
SLEPT, DATABASE = "/__survive__/slept", "/__survive__/database"
"""Asked of what is around the app, never of the app: turn its clock, call `recover`, tell what was logged
since the last time, and hesitate before the next commit, so that others can come in between; halt at a step
of a transaction, tell whether somebody is halted there, and let them go on; tell for how many seconds it
was to sleep since the last time, and what lies in the database."""

HESITATION = 0.2
"""Seconds between the moment at which a commit is decided on and the moment at which it is made."""

LONGEST_HALT = 1.0
"""Seconds: shorter than whoever waits for the lock meanwhile has patience for."""

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
    pause, slept = time.sleep, Slept()
    time.sleep = slept.note  # a pause between two tries costs nobody time here
    log = Log()
    entry = importlib.import_module("boxoffice.main")
    seam = importlib.import_module("boxoffice.ports")
    urls = {name.lower(): root + path for name, path in argument["services"].items()}
    settings_of = importlib.import_module("boxoffice.settings").Settings
    database = new_database()
    if argument["database"] is not None:
        go_on_with(argument["database"], database)
    settings = settings_of(database_url=database + PATIENCE, **urls)
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
    app = entry.create_app(settings, made)
    if argument["database"] is not None:
        for name in [name for name in sys.modules if name.startswith("boxoffice.services.")]:
            vars(sys.modules[name])["hash"] = _other_seed  # each process has a seed of its own for texts
    beside = Beside(log, hesitation, slept, database)
    return Troubled(app, made, clock, beside)


def go_on_with(content: str, database: str) -> None:
    """Begin with the database of another process."""
    Path(urlsplit(database).path[1:]).write_bytes(base64.b64decode(content))


def _other_seed(value: Any) -> int:
    """What `hash` says in a process with another seed."""
    return hash(("another process", value))


def backup_of(argument: dict[str, Any], root: str, seam: Any, store: NotedStore) -> dict[str, Any]:
    """The port of a second payment service, where there is to be one."""
    if argument["backup"] is None:
        return {}
    url = root + argument["backup"]
    return {"backup": NotedPayments(url, seam, _nothing, store.open, name="backup")}


def _nothing(_: str) -> None:
    """No step of these is of interest here."""


def content_of(database: str) -> str:
    """All that is committed."""
    with sqlite3.connect(urlsplit(database).path[1:]) as connection:
        return base64.b64encode(connection.serialize()).decode()


class Slept:
    """Stands for `time.sleep`: notes the seconds and comes back at once."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def note(self, seconds: float | SupportsIndex, /) -> None:
        """Somebody wants to sleep."""
        self._seconds += float(seconds)

    def taken(self) -> float:
        """The seconds since the last time."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds


class Hesitation:
    """Waits before one commit, once it is told to; or halts somebody at a step until they may go on."""

    def __init__(self, pause: Any) -> None:
        self._pause, self._lock, self._left = pause, threading.Lock(), 0
        self._halts_at = ""
        self._may_go_on = threading.Event()
        self.is_halted = False

    def prepare(self) -> None:
        """The next commit is hesitated over."""
        self._left = 1

    def halt(self, name: str) -> None:
        """The next one who comes to a step of this name is halted."""
        self._may_go_on.clear()
        self.is_halted, self._halts_at = False, name

    def go_on(self) -> None:
        """Nobody is halted any more."""
        self._halts_at = ""
        self._may_go_on.set()

    def __call__(self, name: str) -> None:
        """A step is taken."""
        with self._lock:
            halts = bool(self._halts_at) and name == self._halts_at
            if halts:
                self._halts_at, self.is_halted = "", True
        if halts:
            self._may_go_on.wait(LONGEST_HALT)
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


@dataclasses.dataclass(frozen=True)
class Beside:
    """What can be asked of the surroundings of an app."""

    log: Log
    hesitation: Hesitation
    slept: Slept
    database: str


class Troubled:
    """The app, and beside it the paths that are ours."""

    def __init__(self, app: Any, ports: Any, clock: Clock, beside: Beside) -> None:
        self.app, self.ports, self.clock = app, ports, clock
        self.hesitation = beside.hesitation
        self._encode = json.dumps
        self._tells: dict[str, Callable[[], Any]] = {
            LOG: beside.log.taken,
            HALTED: lambda: beside.hesitation.is_halted,
            SLEPT: beside.slept.taken,
            DATABASE: lambda: content_of(beside.database),
        }

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
        elif path == HALT:
            self.ports.store.writes = True
            self.hesitation.halt((await read_body(receive)).decode())
        elif path == GO_ON:
            self.ports.store.writes = False
            self.hesitation.go_on()
        elif path in self._tells:
            await answer(send, 200, [], self._encode(self._tells[path]()).encode())
            return
        else:
            await self.app(scope, receive, send)
            return
        await answer(send, NO_CONTENT, [], b"")

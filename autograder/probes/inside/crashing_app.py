"""Lets a process die at every step of a request, one after the other, and a new one recover. Sent as text.

Each process is a fork of one that has made the app and rehearsed with it, over a database that it does not
keep. Whoever dies leaves a database behind; the services of each death are its own, outside.
"""

import asyncio
import dataclasses
import gc
import importlib
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.probes.inside.composed_app import Clock
from autograder.probes.inside.noted_ports import (
    CRASHED,
    PATIENCE,
    NotedMail,
    NotedPayments,
    NotedStore,
    Steps,
    plain,
)

SECONDS = 10
"""For one process, then it is ended."""

THREADS_SECONDS = 2
"""For the threads of a rehearsal to end, which no fork may inherit."""

LONG_AGO = "2000-01-01T00:00:00+00:00"

MOST_OF_AN_ANSWER = 200_000
MOST_OF_A_WORD = 2_000_000

App = Callable[..., Any]


def main(argument: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """What came of each death of each play, in the order of the steps; the last one of a play lived."""
    root = os.environ["UPSTREAMS"]
    for name, path in argument["environment"].items():
        os.environ[name] = root + path
    folder = Path(tempfile.mkdtemp())
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'unused.db'}"
    time.sleep = lambda _: None  # a pause between two tries costs nobody time here
    made = Made(folder / "orders.db", argument["rehearsal"], root, with_backup=argument["backup"])
    empty = folder / "empty.db"
    shutil.copyfile(made.database, empty)
    return [
        Play(said, made, empty).deaths(is_first=not number) for number, said in enumerate(argument["plays"])
    ]


class Play:
    """One request that is made again and again, each time with a death at the next step."""

    def __init__(self, said: dict[str, Any], made: "Made", empty: Path) -> None:
        self._said, self._made, self._empty = said, made, empty
        self._template = empty.with_name("template.db")

    def deaths(self, *, is_first: bool) -> list[dict[str, Any]]:
        """A death at each step, until somebody lives."""
        self._prepare(is_first)
        seen: list[dict[str, Any]] = []
        for number, (services, backup) in enumerate(self._said["services"], 1):
            seen.append(self.death(number, services, backup))
            if not seen[-1]["died"]:
                break
        return seen

    def _prepare(self, is_first: bool) -> None:
        """The database that every process begins with; and all that an app does but once is done."""
        made = self._made
        made.clock.turn(self._said["now"])
        made.begin_with(self._empty)
        for request in self._said["fill"]:
            ask(made.app, *request)
        shutil.copyfile(made.database, self._template)
        if is_first:
            for request in self._said["rehearsal"]:
                ask(made.app, *request)
            made.recover()
        end = time.monotonic() + THREADS_SECONDS
        while threading.active_count() > 1 and time.monotonic() < end:
            threading.Event().wait(0.001)
        gc.collect()
        gc.freeze()

    def death(self, number: int, services: dict[str, str], backup: str | None) -> dict[str, Any]:
        """A process that dies at the step of this number, and what others find after it."""
        self._made.begin_with(self._template)
        self._made.find(services, backup)
        dies_in_recovery = self._said["dies_in"] == "recovery"
        first = forked(lambda tell: self._work(tell, 0 if dies_in_recovery else number))
        seen: dict[str, Any] = {"first": first, "died": first["died"]}
        if dies_in_recovery:
            second = forked(lambda tell: self._recover_and_die(tell, number))
            seen.update(second=second, died=second["died"])
        seen["after"] = forked(self._look)
        return seen

    def _work(self, tell: Callable[[Any], None], at: int) -> None:
        made = self._made
        for request in self._said["before"]:
            ask(made.app, *request)
        made.store.writes = self._said["writes"]
        made.steps.arm(at, self._said["dies_on"], lambda names: tell({"steps": names}))
        answer = ask(made.app, *self._said["request"])
        tell({"steps": made.steps.names, "answer": answer})

    def _recover_and_die(self, tell: Callable[[Any], None], at: int) -> None:
        made = self._made
        made.clock.turn(self._said["times"][0])
        made.steps.arm(at, "", lambda names: tell({"steps": names}))
        raised = made.recover()
        tell({"steps": made.steps.names, "recovered": raised})

    def _look(self, tell: Callable[[Any], None]) -> None:
        made = self._made
        made.clock.turn(self._said["times"][0])
        looks = [self._looked()]
        recovered = []
        last = len(self._said["recoveries"]) - 1
        for number, kind in enumerate(self._said["recoveries"]):
            made.clock.turn(self._said["times"][number])
            made.payments.down = kind == "payments down"
            made.mail.down = kind == "mail down"
            recovered.append(made.start() if kind == "start" else made.recover())
            if number >= last - 1:
                looks.append(self._looked())
        seen = {"looks": looks, "recovered": recovered}
        if self._said["comes_again"]:
            made.payments.down = True  # a new purchase says so, and moves no money
            seen["again"] = ask(made.app, *self._said["request"])
        tell(seen)

    def _looked(self) -> dict[str, Any]:
        return {"answers": [ask(self._made.app, "GET", path, None, {}) for path in self._said["looks"]]}


class Made:
    """The app of this process and of its forks: over a database, services and a clock of ours."""

    def __init__(
        self, database: Path, services: dict[str, str], root: str, *, with_backup: bool = False
    ) -> None:
        self.database, self._root = database, root
        urls = self._urls(services)
        settings_of = importlib.import_module("boxoffice.settings").Settings
        settings = settings_of(database_url=f"sqlite:///{database}{PATIENCE}", **urls)
        entry, seam = importlib.import_module("boxoffice.main"), importlib.import_module("boxoffice.ports")
        self._recovering = importlib.import_module("boxoffice.services.recovering")
        ports = entry.connect(settings)
        self.steps = Steps()
        self.clock = Clock(LONG_AGO)
        self.store = NotedStore(ports.store, self.steps)
        self.payments = NotedPayments(urls["payments_url"], seam, self.steps, self.store.open)
        self.mail = NotedMail(urls["mail_url"], seam, self.steps, self.store.open)
        ours = {"clock": self.clock, "payments": self.payments, "mail": self.mail, "store": self.store}
        if with_backup:
            self.backup = NotedPayments(
                urls["payments_url"], seam, self.steps, self.store.open, name="backup"
            )
            ours["backup"] = self.backup
        self.ports = dataclasses.replace(ports, **ours)
        self.app: App = entry.create_app(settings, self.ports)

    def begin_with(self, template: Path) -> None:
        """The database is this one; nothing is left of whoever died."""
        for left in self.database.parent.glob(f"{self.database.name}*"):
            left.unlink()
        shutil.copyfile(template, self.database)

    def find(self, services: dict[str, str], backup: str | None) -> None:
        """Payments and mail are there from now on, and the second payments, if there are any."""
        urls = self._urls(services)
        self.payments.url, self.mail.url = urls["payments_url"], urls["mail_url"]
        if backup is not None:
            self.backup.url = self._root + backup

    def _urls(self, services: dict[str, str]) -> dict[str, str]:
        return {name.lower(): self._root + path for name, path in services.items()}

    def recover(self) -> str | None:
        """Call the learner's `recover`. Gives what it raised."""
        try:
            self._recovering.recover(self.ports)
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:300]
        return None

    def start(self) -> str | None:
        """Start the app and stop it, as a server does. Gives what it raised."""
        try:
            asyncio.run(lived(self.app))
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:300]
        return None


async def lived(app: App) -> None:
    """The lifespan of an app, without a request in between."""
    words = iter(({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}))

    async def receive() -> dict[str, Any]:
        return next(words)

    async def send(message: dict[str, Any]) -> None:
        if message["type"].endswith(".failed"):
            raise RuntimeError(str(message.get("message", "the app did not start")))

    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)


def ask(app: App, method: str, path: str, body: Any, headers: dict[str, str]) -> list[Any]:
    """One request to an app of this process: status, headers that matter, and the JSON or text."""
    return asyncio.run(_asked(app, method, path, body, headers))


async def _asked(app: App, method: str, path: str, body: Any, headers: dict[str, str]) -> list[Any]:
    content = b"" if body is None else json.dumps(body).encode()
    fields = {"host": "boxoffice.test", "content-type": "application/json", **headers}
    route, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": route,
        "raw_path": route.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in {**fields, "content-length": str(len(content))}.items()
        ],
        "client": ("127.0.0.1", 1),
        "server": ("boxoffice.test", 80),
        "state": {},
    }
    heard: list[Any] = [None, b""]
    given = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if given.is_set():
            await asyncio.Event().wait()
        given.set()
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            heard[0] = message["status"]
        elif message["type"] == "http.response.body":
            heard[1] += message.get("body", b"")

    try:
        await app(scope, receive, send)
    except Exception as error:
        return [500, f"{type(error).__name__}: {error}"[:300]]
    return [heard[0], _read(heard[1][:MOST_OF_AN_ANSWER])]


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "backslashreplace")[:300]


def forked(work: Callable[[Callable[[Any], None]], None]) -> dict[str, Any]:
    """Do a piece of work in a process of its own: what it told last, and whether it died on the way."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        signal.alarm(SECONDS)
        with os.fdopen(writing, "wb") as told:

            def tell(said: Any) -> None:
                told.write(json.dumps(plain(said, 12)).encode() + b"\n")
                told.flush()

            try:
                work(tell)
            except BaseException as error:
                tell({"raised": f"{type(error).__name__}: {error}"[:300]})
            finally:
                told.flush()
                os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as channel:
        words = channel.read(MOST_OF_A_WORD).splitlines()
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    said = json.loads(words[-1]) if words else {}
    heard = said if isinstance(said, dict) else {"said": said}
    return {**heard, "died": code == CRASHED, "hung": code == -signal.SIGALRM}

"""Serve an app whose payments and mail are in trouble when we say so, and see where the money is."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autograder.probes._beside import RoomMaker, beside_upstreams
from autograder.probes._composed import paths_of
from autograder.probes._inside import program
from autograder.probes._serving import START_SECONDS
from autograder.probes.inside.troubled_app import (
    CLOCK,
    DATABASE,
    GO_ON,
    HALT,
    HALTED,
    HESITATE,
    LOG,
    RECOVER,
    SLEPT,
)
from autograder.sandbox import JSON, Answer, Failure, Served
from autograder.tree import SourceTree
from autograder.upstreams import Request, Upstreams

THREADS = 4

ARRIVAL_SECONDS = 10.0
"""For a request to get as far as a service, on a slow machine; longer than an app waits for a lock."""

TURN_SECONDS = 0.002


Serving = Callable[[str | None, bool], AbstractContextManager[Served]]
"""Serves the app, with a database of another process or with an empty one, and whether it may have its second
payment service."""


@dataclass(frozen=True)
class LogEvent:
    """What an app logged: the level's name, and message, further fields and trace in one text."""

    level: str
    words: str


class TroubledApp:
    """An app that is being served. Made by `troubled_app`.

    Attributes:
        upstreams: its services: dials, gate, record and ledger.
        backup: whose `payments` are its second payment service, if it was given one.
    """

    def __init__(
        self,
        served: Served,
        upstreams: Upstreams,
        pool: ThreadPoolExecutor,
        serving: Serving,
        backup: Upstreams | None = None,
    ) -> None:
        self.upstreams, self.backup = upstreams, backup
        self._served, self._pool, self._serving = served, pool, serving

    @property
    def failure(self) -> Failure | None:
        """Why the app did not start."""
        return self._served.failure

    def ask(
        self,
        method: str,
        path: str,
        json: JSON = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer | Failure:
        """Send a request and wait for its answer."""
        return self._served.request(method, path, json=json, headers=headers, body=body)

    def begin(
        self, method: str, path: str, json: JSON = None, headers: Mapping[str, str] | None = None
    ) -> Future[Answer | Failure]:
        """Send a request and do not wait."""
        return self._pool.submit(self.ask, method, path, json, headers)

    def turn_clock(self, now: datetime) -> None:
        """Let its clock show this time (aware) from now on."""
        self._served.request("PUT", CLOCK, body=now.isoformat().encode())

    def recover(self) -> Failure | None:
        """Call its `recover`. Gives what that raised, or why it did not end."""
        answer = self._served.request("POST", RECOVER)
        return answer if isinstance(answer, Failure) else answer.raised

    def begin_recover(self) -> Future[Failure | None]:
        """Call its `recover` and do not wait."""
        return self._pool.submit(self.recover)

    def hesitate(self) -> None:
        """Let some time pass before the next commit, once."""
        self._served.request("PUT", HESITATE)

    @contextmanager
    def halting(self, step: str) -> Iterator[Callable[[], bool]]:
        """Within, the first one who comes to this step of a transaction stays there, for a second at most.

        Yields:
            tells whether somebody is halted there.
        """
        self._served.request("PUT", HALT, body=step.encode())
        try:
            yield lambda: self._told(HALTED) is True
        finally:
            self._served.request("PUT", GO_ON)

    def slept(self) -> float:
        """For how many seconds the app wanted to sleep since the last time."""
        seconds = self._told(SLEPT)
        return seconds if isinstance(seconds, int | float) else 0.0

    def database(self) -> bytes:
        """What is committed, as a file of SQLite; empty where it cannot be read."""
        try:
            return base64.b64decode(str(self._told(DATABASE)))
        except binascii.Error:
            return b""

    @contextmanager
    def elsewhere(self, *, with_backup: bool = True) -> Iterator[TroubledApp]:
        """The app in another process, with the database as it is now, and the same services.

        Arguments:
            with_backup: whether the second payment service is among them, if there was one.
        """
        content = base64.b64encode(self.database()).decode()
        backup = self.backup if with_backup else None
        with self._serving(content, with_backup) as served:
            yield TroubledApp(served, self.upstreams, self._pool, self._serving, backup)

    def _told(self, path: str) -> Any:
        answer = self._served.request("GET", path)
        try:
            return answer.json() if isinstance(answer, Answer) else None
        except ValueError:
            return None

    def logged(self) -> tuple[LogEvent, ...]:
        """What was logged since the last time."""
        try:
            events = self._told(LOG) or []
            return tuple(LogEvent(str(each["level"]), str(each["words"])) for each in events)
        except (TypeError, KeyError):
            return ()

    def waiting(self, pending: Future[Answer | Failure], count: int = 1) -> tuple[Request, ...]:
        """The requests to services that wait at the gate, once there are so many or the answer is there.

        Arguments:
            pending: the request that they belong to.
            count: how many are waited for.
        """
        return self.until(lambda: len(self.upstreams.gate.waiting) >= count or pending.done())

    def until(self, reached: Callable[[], bool], seconds: float = ARRIVAL_SECONDS) -> tuple[Request, ...]:
        """Wait for something to be reached, with patience. Gives what waits at the gate then."""
        end = time.monotonic() + seconds
        while not reached() and time.monotonic() < end:
            time.sleep(TURN_SECONDS)
        return self.upstreams.gate.waiting


@contextmanager
def troubled_app(
    room: RoomMaker, tree: SourceTree, now: datetime, *, with_backup: bool = False
) -> Iterator[TroubledApp]:
    """Serve the app that `create_app` makes of ports of ours, with an empty database.

    Arguments:
        room: makes a room for a tree; takes `env` and `forward` as `Sandbox.room` does.
        tree: the app.
        now: what its clock shows at first; aware.
        with_backup: whether it is handed a second payment service, as lesson 09's ports have it.
    """
    with ExitStack() as stack:
        beside = stack.enter_context(beside_upstreams(room, tree))
        upstreams, environment = (stack.enter_context(beside.server.tenant()) for _ in range(2))
        backup = stack.enter_context(beside.server.tenant()) if with_backup else None
        pool = stack.enter_context(ThreadPoolExecutor(THREADS, thread_name_prefix="troubled"))
        argument: dict[str, JSON] = {
            "environment": paths_of(environment),
            "services": paths_of(upstreams),
            "now": now.isoformat(),
        }
        second = paths_of(backup)["PAYMENTS_URL"] if backup else None
        code = program("troubled_app", "composed_app", "noted_ports")

        def serving(database: str | None, with_backup: bool) -> AbstractContextManager[Served]:
            told = {**argument, "database": database, "backup": second if with_backup else None}
            return beside.room.serve(code, told, seconds=START_SECONDS)

        served = stack.enter_context(serving(None, True))
        for each in (upstreams, backup):
            if each is not None:
                stack.callback(each.gate.open)
        yield TroubledApp(served, upstreams, pool, serving, backup)

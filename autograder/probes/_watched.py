"""Serve an app with its event loop watched, its partners behind a gate, and the loop's clock in our hands."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.probes._beside import RoomMaker, beside_upstreams
from autograder.probes._inside import program
from autograder.probes._serving import ENTRY, START_SECONDS
from autograder.probes._told import Ear, Place, steps_of
from autograder.probes.inside.watched_app import NAME_HEADER
from autograder.sandbox import JSON, Answer, Failure, Served
from autograder.tree import SourceTree
from autograder.upstreams import Request, Upstreams

ROUNDS = 5
"""Turns of the app's loop, each with a question to the upstream server and back, after which what either side
meant to send has arrived."""

PATIENCE = 1.0
"""Seconds until an app that does nothing is taken to be waiting. No app that goes
on has to be this quick: the clock of its time limits stands still meanwhile."""

STUCK_SECONDS = 1.0
"""Seconds for which a loop may stand in a call that was seen to block."""

LOST_SECONDS = 4.0
"""Seconds after which a loop that answers nothing is taken to stand still, though nobody saw why."""

THREADS = 6
"""Requests that may be under way at a time."""


@dataclass(frozen=True)
class Pending:
    """A request that is under way. Arguments: its name in the app's process, and its answer to come."""

    name: str
    answer: Future[Answer | Failure]

    @property
    def done(self) -> bool:
        """Whether the answer is there."""
        return self.answer.done()


class WatchedApp:
    """An app that is being served and watched. Made by `watched_app`.

    Attributes:
        upstreams: its payments, mail and partners; the gate is theirs.
        ear: what the watch tells.
        lost: whether the loop stood still for so long that it was given up.
    """

    def __init__(self, served: Served, upstreams: Upstreams, ear: Ear, pool: ThreadPoolExecutor) -> None:
        self.upstreams, self.ear = upstreams, ear
        self.lost = False
        self._meddled: str | None = None
        self._served, self._pool = served, pool
        self._names = (f"request-{number}" for number in itertools.count(1))

    @property
    def failure(self) -> Failure | None:
        """Why the app did not start."""
        return self._served.failure

    @property
    def waiting(self) -> tuple[Request, ...]:
        """The requests to partners that wait at the gate."""
        return self.upstreams.gate.waiting

    def ask(self, method: str, path: str, json: JSON = None) -> Answer | Failure:
        """Send a request and wait for its answer."""
        return self._served.request(method, path, json=json)

    def begin(self, path: str) -> Pending:
        """Send a GET request and do not wait."""
        name = next(self._names)
        headers = {NAME_HEADER.decode(): name}
        return Pending(name, self._pool.submit(self._served.request, "GET", path, headers=headers))

    def settle(self, pending: Pending, until: Callable[[], bool] = bool, *, patient: bool = False) -> None:
        """Give the app the time to do all that it can do now.

        Arguments:
            pending: the request that it works on; its answer ends the wait.
            until: what is waited for.
            patient: whether to wait long for it, also where nothing seems to happen.
        """
        rounds, start, before = 0, time.monotonic(), self._state()
        while not (pending.done or until() or self.lost):
            self._asked("turn")
            rounds += 1
            if self._state() != before:
                rounds, start, before = 0, time.monotonic(), self._state()
            if rounds >= ROUNDS and not (patient and time.monotonic() - start < PATIENCE):
                return

    def turns(self) -> None:
        """Let the loop go round a few times."""
        for _ in range(ROUNDS):
            self._asked("turn")

    def advance(self, seconds: float) -> None:
        """Move the loop's clock, which stands still else from the first time on.

        What was waiting for that time goes on at once.
        """
        self._asked("advance", str(seconds))
        if self.touched() and not self.lost:  # with a watch that lies nothing ever comes to its end
            self.lost = True
            self.let_go()

    def cancel(self, pending: Pending) -> None:
        """Cancel a request where it stands, as a server does that shuts down."""
        self._asked("cancel", pending.name)

    def left(self, pending: Pending) -> tuple[Place, ...]:
        """The tasks of a request that are not done, each with where its function stands."""
        try:
            return steps_of(self._asked("left", pending.name).get("left", []))
        except (TypeError, ValueError):
            return ()

    def touched(self) -> str | None:
        """What of the watch is no longer as it was; nothing where all is well."""
        told = next((each.what for each in self.ear.heard if each.kind == "touched"), None)
        if told is not None or self.lost:
            return told or self._meddled
        reply = self._asked("touched")
        if not self.lost:  # an app that died or stands still was meddled with by nobody
            found = reply.get("touched", "the watch")
            self._meddled = None if found is None else str(found)
        return self._meddled

    def let_go(self) -> None:
        """Open the gate, so that what hangs comes to an end."""
        self.upstreams.gate.open()

    def _state(self) -> tuple[int, ...]:
        return tuple(request.number for request in self.waiting)

    def _asked(self, what: str, value: str = "") -> dict[str, Any]:
        """Ask the loop; a loop that does not answer is given up."""
        reply = None if self.lost else self.ear.ask(what, value, self._patience)
        if reply is None and not self.lost:
            self.lost = True
            self.let_go()
        return reply or {}

    def _patience(self) -> float:
        return STUCK_SECONDS if self.ear.stands_still else LOST_SECONDS


@contextmanager
def watched_app(room: RoomMaker, tree: SourceTree) -> Iterator[WatchedApp]:
    """Serve `boxoffice.main:app` of a tree, watched, with an empty database and upstream services of its own.

    Arguments:
        room: makes a room for a tree; takes `env` and `forward` as `Sandbox.room` does.
        tree: the app.
    """
    with ExitStack() as stack:
        beside = stack.enter_context(beside_upstreams(room, tree))
        ear = stack.enter_context(Ear(beside.socket.with_name("ear.sock")))
        upstreams = stack.enter_context(beside.server.tenant())
        pool = stack.enter_context(ThreadPoolExecutor(THREADS, thread_name_prefix="watched"))
        # Paths alone: on which port the room finds the server, the room knows.
        argument: JSON = {"upstreams": {**upstreams.env("/")}, "entry": ENTRY}
        serving = beside.room.serve(
            program("watched_app", "blocking", "watch"), argument, seconds=START_SECONDS, reach=[ear.path]
        )
        served = stack.enter_context(serving)
        stack.callback(upstreams.gate.open)
        yield WatchedApp(served, upstreams, ear, pool)

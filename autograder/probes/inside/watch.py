"""The watch over an event loop: calls that block, callbacks that run long, sessions that are shared, tasks.

Sent into the sandbox as text. Once the grader has moved the loop's clock, it stands still until it is moved
again: a time limit runs out when it is told to, never because a machine is busy.
"""

import _socket
import asyncio
import contextvars
import itertools
import select
import socket
import sys
import threading
import time
import types
import weakref
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import Engine, event

from autograder.probes.inside.blocking import (
    CERTIFICATES,
    NAMES,
    WAITING,
    WAITING_NAMES,
    blocking_call,
    is_harmless,
    is_short,
    real_sleep,
    sleeping,
)

MOST_LINES = 1_000
"""Lines of the app that one callback may run: far more than any answer needs."""

MOST_STEPS = 12
MOST_TOLD = 200
SLICE = 0.005
"""Seconds between two looks at the loop's clock in a thread that waits for a socket."""

_this_thread, _poll, _monotonic = threading.get_ident, select.poll, time.monotonic
_lineage: contextvars.ContextVar[tuple[int, ...]] = contextvars.ContextVar("lineage", default=())


class Watch:
    """What is looked at in the loop's thread: calls that block, and lines that run in one callback.

    Attributes:
        tasks: every task that was made, and its ancestors' numbers, its own last.
        serving: whether a request has come; before, nobody waits for the clients that are made.
    """

    def __init__(self, root: str, tell: Callable[..., None]) -> None:
        self.root, self.tell, self.serving = root, tell, False
        self._still: float | None = None
        self.tasks: weakref.WeakKeyDictionary[Any, tuple[int, ...]] = weakref.WeakKeyDictionary()
        self._thread = _this_thread()
        self._loops: weakref.WeakSet[Any] = weakref.WeakSet()
        self._numbers = itertools.count(1)
        self._lines, self._in_callback, self._blocking, self._noticed = 0, False, False, 0
        self._known: set[Any] = set()
        self._sessions: weakref.WeakKeyDictionary[Any, set[tuple[int, ...]]] = weakref.WeakKeyDictionary()
        self._armed: list[tuple[Any, str, Any]] = []

    @property
    def now(self) -> float:
        """The loop's clock, in seconds."""
        return _monotonic() if self._still is None else self._still

    def advance(self, seconds: float) -> None:
        """Move the clock of all loops, which stands still from now on."""
        self._still = self.now + seconds
        for loop in [*self._loops]:
            if not loop.is_closed():
                loop.call_soon_threadsafe(int)  # it may wait for a time that is past by now

    def arm(self) -> None:
        """Put the watch in place. Before any code of the app is imported."""
        loop: Any = asyncio.base_events.BaseEventLoop
        self._replace(time, "sleep", sleeping)
        self._replace(asyncio.events.Handle, "_run", self._watched_run(asyncio.events.Handle._run))
        self._replace(loop, "time", lambda _: self.now)
        self._replace(loop, "create_task", self._noted_tasks(loop.create_task))
        for name in ("recv", "recv_into"):
            self._replace(socket.socket, name, self._patient(getattr(_socket.socket, name)))
        for name in ("_run_once", "call_soon", "call_at", "run_forever"):
            self._armed.append((loop, name, getattr(loop, name)))
        event.listen(Engine, "before_cursor_execute", self._used)
        sys.addaudithook(self._audited)

    def look(self) -> None:
        """Look at the loop's thread, which is this one, from now on."""
        self._profile, self._trace = self._caller(), self._tracer()
        sys.setprofile(self._profile)
        sys.settrace(self._trace)
        self._looking = True

    def touched(self) -> str | None:
        """The name of what is not as it was armed; nothing where all is."""
        loop: Any = type(asyncio.get_running_loop())
        for owner, name, right in self._armed:
            is_loop = owner is asyncio.base_events.BaseEventLoop
            if getattr(owner, name) is not right or (is_loop and getattr(loop, name) is not right):
                return f"{getattr(owner, '__name__', owner)}.{name}"
        if not event.contains(Engine, "before_cursor_execute", self._used):
            return "the listener of the engine"
        before = self._noticed
        real_sleep(0)
        if self._noticed == before or sys.getprofile() != self._profile:
            return "sys.setprofile"
        return None if sys.gettrace() == self._trace else "sys.settrace"

    def _replace(self, owner: Any, name: str, made: Any) -> None:
        setattr(owner, name, made)
        self._armed.append((owner, name, made))

    def _audited(self, name: str, _: object) -> None:
        if name in {"sys.setprofile", "sys.settrace"} and self._looking and _this_thread() == self._thread:
            self._tell_once("touched", name, None)

    _looking = False

    def _watched_run(self, run: Callable[[Any], None]) -> Callable[[Any], None]:
        def _run(handle: Any) -> None:
            if _this_thread() != self._thread:
                return run(handle)
            self._lines, self._in_callback = 0, True
            self._at_once(handle)
            try:
                return run(handle)
            finally:
                self._in_callback = False
                if self._blocking:
                    self._blocking = False
                    self.tell("through")

        return _run

    def _at_once(self, handle: Any) -> None:
        """A callback that is itself a call that blocks: `call_soon(time.sleep, 1)`."""
        what = blocking_call(handle._callback)
        if what:
            self._block(what, None)

    def _noted_tasks(self, create: Callable[..., Any]) -> Callable[..., Any]:
        def create_task(loop: Any, coroutine: Coroutine[Any, Any, Any], **options: Any) -> Any:
            lineage = (*_lineage.get(), next(self._numbers))
            if options.get("context") is None:
                options["context"] = contextvars.copy_context()
                options["context"].run(_lineage.set, lineage)
            task = create(loop, coroutine, **options)
            self._loops.add(loop)
            self.tasks[task] = lineage
            return task

        return create_task

    def _patient(self, receive: Callable[..., Any]) -> Callable[..., Any]:
        """In other threads a socket's time limit goes by the loop's clock."""

        def receive_in_time(sock: socket.socket, *arguments: Any) -> Any:
            seconds = sock.gettimeout()
            if seconds and _this_thread() != self._thread:
                self._await_data(sock, self.now + seconds)
            return receive(sock, *arguments)

        return receive_in_time

    def _await_data(self, sock: socket.socket, deadline: float) -> None:
        poll = _poll()
        poll.register(sock, select.POLLIN)
        while not poll.poll(SLICE * 1000):
            if self.now >= deadline:
                raise TimeoutError("timed out")

    def _caller(self) -> Callable[[types.FrameType, str, Any], None]:
        """What is told of each call and return in the loop's thread: hundreds a request, so it is short."""

        def on_call(frame: types.FrameType, what: str, called: Any) -> None:
            if what == "c_call":
                if called.__name__ in NAMES and self._in_callback:
                    found = blocking_call(called)
                    if found and not self._is_free(found, frame):
                        self._block(found, frame)
            elif what == "call":
                code = frame.f_code  # its name first: to look a code object up takes ten times as long
                waits = code.co_name in WAITING_NAMES and code in WAITING
                if waits and self._in_callback and not self._is_free(WAITING[code], frame):
                    self._block(WAITING[code], frame)

        return on_call

    def _is_free(self, what: str, frame: types.FrameType) -> bool:
        if what == CERTIFICATES:
            return not self.serving
        return is_short(frame) if what in WAITING.values() else is_harmless(what, frame, self.root)

    def _block(self, what: str, frame: types.FrameType | None) -> None:
        self._noticed += 1
        steps = self._steps(frame)
        if steps or frame is None:
            self._tell_once("blocking", what, steps)
            if not self._blocking:
                self._blocking = True
                self.tell("stopped")

    def _tracer(self) -> Callable[[types.FrameType, str, Any], Any]:
        """What picks the app's own frames out of all, and counts the lines of these."""
        root = self.root

        def on_line(frame: types.FrameType, _: str, __: Any) -> Any:
            return count if frame.f_code.co_filename.startswith(root) else None

        def count(frame: types.FrameType, what: str, _: Any) -> Any:
            if what == "line" and self._in_callback:
                self._lines += 1
                if self._lines == MOST_LINES + 1:
                    self._tell_once("long", f"{MOST_LINES} lines", self._steps(frame))
            return count

        return on_line

    def _used(self, connection: Any, *_: Any) -> None:
        """A session's connection is used: by tasks that run side by side?"""
        lineage = _lineage.get()
        users = self._sessions.setdefault(connection, set())
        if any(not _related(lineage, other) for other in users):
            self._tell_once("shared", "session", self._steps(sys._getframe()))
        users.add(lineage)

    def _steps(self, frame: types.FrameType | None) -> list[tuple[str, int, str]]:
        """The app's own places on the way to a frame, the outermost first."""
        steps: list[tuple[str, int, str]] = []
        while frame is not None and len(steps) < MOST_STEPS:
            code = frame.f_code
            if code.co_filename.startswith(self.root):
                path = code.co_filename.removeprefix(self.root)
                steps.append((path, frame.f_lineno, code.co_qualname))
            frame = frame.f_back
        return steps[::-1]

    def _tell_once(self, kind: str, what: str, steps: list[tuple[str, int, str]] | None) -> None:
        key = (kind, what, tuple(steps or ()))
        if key in self._known or len(self._known) >= MOST_TOLD:
            return
        self._known.add(key)
        if _this_thread() != self._thread:
            self.tell(kind, what=what, steps=steps or [])
            return
        # The telling sends, and the loop's thread is looked at: seen to send, it would tell that, for ever.
        looked, self._in_callback = self._in_callback, False
        try:
            self.tell(kind, what=what, steps=steps or [])
        finally:
            self._in_callback = looked


def _related(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether of two tasks one was made by the other, or by those that it made."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]

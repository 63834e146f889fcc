"""The sandbox: a parent for code that needs packages, one for code that does not, and their forks: rooms."""

from __future__ import annotations

import atexit
import contextlib
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from autograder.sandbox._opening import OpenRoom
from autograder.sandbox._parent import ParentGoneError, WarmParent
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.limits import Limits
from autograder.sandbox.room import Room
from autograder.tree import SourceTree

#: Imported once by the warm parent; those of them that are known are exercised too.
WARM = ("uvicorn", "fastapi", "sqlalchemy", "pydantic", "httpx2", "pytest", "requests", "time_machine")
#: Quarter hours from UTC, no summer time, and no file of time zones needed: local-time bugs show.
TIME_ZONE = "<+0545>-05:45"


class Sandbox:
    """Runs trees safely. A context manager; any number of threads may use it at once.

    The warm parent starts with the first room (or with ``start``), stays between calls, and is started again
    when it was killed or stopped. So does the plain one, with the first room that is not to be warm: it has
    imported nothing, which makes it quick to start and half as dear to fork.

    Arguments:
        isolation: ``BUBBLEWRAP`` for code of strangers, ``NONE`` for one's own.
        warm: modules that are imported once.
        limits: bounds for rooms and cases; what holds for all rooms together holds for each parent's.
    """

    def __init__(
        self,
        isolation: Isolation = Isolation.BUBBLEWRAP,
        *,
        warm: Sequence[str] = WARM,
        limits: Limits | None = None,
    ) -> None:
        self.isolation = isolation
        self._warm = tuple(warm)
        self._limits = limits or Limits()
        # A lock each: rooms that need no packages are made while the parent that imports them starts.
        self._locks = {True: threading.Lock(), False: threading.Lock()}
        self._parents: dict[bool, WarmParent] = {}
        atexit.register(_close_quietly, weakref.ref(self))

    @property
    def isolated(self) -> bool:
        """Whether learner code is kept apart from this machine."""
        return self.isolation is Isolation.BUBBLEWRAP

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start both parents now, if they do not run.

        Raises:
            SandboxError: it does not start.
            IsolationUnavailable: this machine cannot isolate.
        """
        for warm in {False, bool(self._warm)}:
            self._running(warm=warm)

    def renew(self) -> None:
        """Throw the parents away with all of their rooms; the next room gets a new one."""
        for warm, lock in self._locks.items():
            with lock:
                parent = self._parents.pop(warm, None)
            if parent is not None:
                parent.close()

    def close(self) -> None:
        """End every process of the sandbox; it may be used again afterwards."""
        self.renew()

    @contextlib.contextmanager
    def room(
        self,
        tree: SourceTree,
        *,
        env: Mapping[str, str] | None = None,
        forward: Mapping[int, Path] | None = None,
        warm: bool = True,
    ) -> Iterator[Room]:
        """A room with a tree in it, until the context ends; every process in it is gone then.

        Arguments:
            tree: its files, written below the fixed root.
            env: the environment of every case, besides HOME, TMPDIR, LANG, REACH and TZ (not UTC
                unless given).
            forward: unix sockets of this machine by the loopback port on which the room finds them. Without
                isolation a free port is taken instead, and ``127.0.0.1:PORT`` in ``env`` is changed to it.
            warm: whether the packages are imported already. Without them a room is made in half the time; its
                code may still import them itself.

        Raises:
            SandboxError: the room could not be made.
            IsolationUnavailable: this machine cannot isolate.
        """
        environment = {"TZ": TIME_ZONE, **(env or {})}
        warm = warm and bool(self._warm)  # with nothing to import there is one parent for all
        parent = self._running(warm=warm)
        try:
            opened = self._open_room(parent, tree, environment, forward or {})
        except ParentGoneError:
            self._discard(parent, warm=warm)
            opened = self._open_room(self._running(warm=warm), tree, environment, forward or {})
        with opened as room:
            yield room

    def _running(self, *, warm: bool) -> WarmParent:
        with self._locks[warm]:
            parent = self._parents.get(warm)
            if parent is None or not parent.alive:
                if parent is not None:
                    parent.close()
                parent = WarmParent(self.isolation, self._warm if warm else (), self._limits)
                self._parents[warm] = parent
            return parent

    def _open_room(
        self,
        parent: WarmParent,
        tree: SourceTree,
        environment: Mapping[str, str],
        forward: Mapping[int, Path],
    ) -> OpenRoom:
        return OpenRoom(
            parent,
            tree,
            isolation=self.isolation,
            environment=environment,
            forward=forward,
            limits=self._limits,
        )

    def _discard(self, parent: WarmParent, *, warm: bool) -> None:
        """Throw away this parent, unless another thread has done so."""
        with self._locks[warm]:
            if self._parents.get(warm) is parent:
                del self._parents[warm]
        parent.close(patience=0)


def _close_quietly(reference: weakref.ref[Sandbox]) -> None:
    sandbox = reference()
    if sandbox is not None:
        with contextlib.suppress(Exception):
            sandbox.close()

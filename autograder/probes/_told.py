"""What a watched app tells while it runs, heard outside of its sandbox: nothing told can be taken back."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

MOST_BYTES = 1024 * 1024
MOST_STEPS = 12
LONGEST = 200
"""Characters of a name or path."""

LOOK_AGAIN = 0.05
"""Seconds between two looks at how patient to be."""

_MOTION = frozenset({"stopped", "through"})


class Place(NamedTuple):
    """A place in the app: its file, its line counted from 1, and the qualified name of the function."""

    path: str
    line: int
    function: str


@dataclass(frozen=True)
class Sight:
    """One thing that was seen.

    Arguments:
        kind: "blocking" (a call that waits in place; "stopped" and "through": the loop stands, and goes on),
            "long" (a callback ran very many lines), "shared" (tasks side by side use one session) or
            "touched" (the watch was meddled with).
        what: the call, or what was meddled with.
        steps: the way there through the app, the outermost place first.
    """

    kind: str
    what: str
    steps: tuple[Place, ...]


class Ear:
    """The grader's end of the line to one watched app. Use it as a context manager.

    Arguments:
        path: of the unix socket to listen on, to be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._heard: list[Sight] = []
        self._replies: dict[int, dict[str, Any]] = {}
        self._numbers = itertools.count(1)
        self._news = threading.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._connection: socket.socket | None = None
        self._thread = threading.Thread(target=self._listen, name="ear", daemon=True)

    def __enter__(self) -> Self:
        self._socket.bind(str(self.path))
        self._socket.listen(1)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (self._socket, self._connection):
            if each is not None:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    @property
    def heard(self) -> tuple[Sight, ...]:
        """Everything that was told so far, in order."""
        return tuple(self._heard)

    @property
    def stands_still(self) -> bool:
        """Whether the loop is in a call that was seen to block, and has not come out of it."""
        last = next((each.kind for each in reversed(self._heard) if each.kind in _MOTION), "through")
        return last == "stopped"

    def ask(self, what: str, value: str, patience: Callable[[], float]) -> dict[str, Any] | None:
        """Ask the loop something.

        Arguments:
            what, value: the question.
            patience: how many seconds to wait for the reply in all, asked again and again.

        Returns:
            The reply's fields; nothing where none came.
        """
        number = next(self._numbers)
        question = {"number": number, "what": what, "value": value}
        start = time.monotonic()
        # An app may answer its first request before its line is taken up here.
        self._wait(lambda: self._connection is not None, start, patience)
        connection = self._connection
        if connection is None:
            return None
        with contextlib.suppress(OSError):
            connection.sendall(json.dumps(question).encode() + b"\n")
        self._wait(lambda: number in self._replies, start, patience)
        return self._replies.pop(number, None)

    def _wait(self, until: Callable[[], bool], start: float, patience: Callable[[], float]) -> None:
        """Wait until something has come true, or our patience is at its end; it may change meanwhile."""
        with self._news:
            while not until() and (left := patience() - (time.monotonic() - start)) > 0:
                self._news.wait(min(left, LOOK_AGAIN))

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._socket.accept()
            with self._news:
                self._connection = connection
                self._news.notify_all()
            with connection, connection.makefile("rb") as lines:
                read = 0
                while read < MOST_BYTES and (line := lines.readline(MOST_BYTES - read)):
                    read += len(line)
                    self._hear(line)

    def _hear(self, line: bytes) -> None:
        """Note what was told. Learner code could write here too: what is not as agreed is passed over."""
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError), self._news:
            told: Any = json.loads(line)
            if told["kind"] == "reply":
                self._replies[int(told["number"])] = told
            else:
                kind, what = str(told["kind"])[:LONGEST], str(told.get("what", ""))[:LONGEST]
                self._heard.append(Sight(kind, what, steps_of(told.get("steps", []))))
            self._news.notify_all()


def steps_of(told: Any) -> tuple[Place, ...]:
    """Places as the app's process told them, which nobody has to believe.

    Raises:
        TypeError, ValueError: they are none.
    """
    return tuple(
        Place(str(path)[:LONGEST], int(line), str(function)[:LONGEST])
        for path, line, function in told[:MOST_STEPS]
    )

"""One case, as the grader holds it: what it answered, or why it did not. Every wait has its deadline."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.sandbox._lines import Lines
from autograder.sandbox._reading import BROKEN, read_frame, sampled_place
from autograder.sandbox._time_limit import TimeLimit
from autograder.sandbox.inside import wire
from autograder.sandbox.inside.watchdog import TOO_MUCH
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.outcome import Failure, FailureKind, SandboxError

SETUP_SECONDS = 15.0  # from the order to the first trusted word; it is some 5 ms
LAST_WORD_SECONDS = 1.0  # from a closed channel to the room's word on how the process ended
SAMPLE_SECONDS = 0.2

SendOrder = Callable[[dict[str, Any], Sequence[int]], None]
WhyGone = Callable[[float], bytes | None]


class Case:
    """A fork in a room.

    Arguments:
        send: hands an order with descriptors to the room.
        why_gone: why the room ended, or None when it has not within so many seconds.
        order: what the room is told besides the descriptors.
        request: bytes for the case's channel: the program and its argument.
        limits: bounds of what is read.
        root: the folder of the tree as the case sees it.
        listener: a listening socket for an app, which then prints into nothing.
        doors: descriptors of sockets outside that the case may reach.

    Raises:
        SandboxError: the room is gone.
    """

    def __init__(
        self,
        send: SendOrder,
        why_gone: WhyGone,
        order: Mapping[str, Any],
        request: bytes,
        *,
        limits: Limits,
        root: str,
        listener: socket.socket | None = None,
        doors: Sequence[int] = (),
    ) -> None:
        self._why_gone = why_gone
        self._limits = limits
        self._root = root
        self._lock = threading.Lock()  # a served app is asked from many threads
        self._lines = Lines(request)
        descriptors = dict(self._lines.theirs)
        if listener is not None:
            del descriptors["output"]
            descriptors["listener"] = listener.fileno()
        try:
            send({**order, "descriptors": list(descriptors)}, [*descriptors.values(), *doors])
        except BaseException:
            self.close()
            raise
        self._lines.handed_over()

    @property
    def output(self) -> str:
        """What was printed so far, cut."""
        return self._lines.output.decode("utf-8", "replace")

    def answer(self, seconds: float) -> dict[str, Any] | Failure:
        """Wait for the next frame on the channel: a dictionary with ``value`` or ``ready``, or the failure.

        Raises:
            SandboxError: the case could not be set up, or the room went down around it.
        """
        limit, settled = TimeLimit(SETUP_SECONDS), False
        while True:
            if not settled and self._lines.words[:1] == b"S":
                limit, settled = TimeLimit(seconds), True
            frame = self._next_frame()
            if frame is not None:
                return replace(frame, output=self.output) if isinstance(frame, Failure) else frame
            left = limit.left()
            if left <= 0:
                return self._late(settled, seconds)
            self._lines.wait(left)

    def _next_frame(self) -> dict[str, Any] | Failure | None:
        """The frame or the failure, when there is one by now."""
        lines = self._lines
        if lines.printed > self._limits.output_bytes:
            return Failure(
                FailureKind.TOO_MUCH_OUTPUT, f"more than {self._limits.output_bytes:,} bytes were printed"
            )
        if len(lines.received) >= wire.HEADER:
            size = int.from_bytes(lines.received[: wire.HEADER], "big")
            end = wire.HEADER + size
            if size > self._limits.result_bytes:
                return BROKEN
            if len(lines.received) >= end:
                data = bytes(lines.received[wire.HEADER : end])
                del lines.received[:end]
                return read_frame(data, self._root)
        if lines.channel_ended or lines.room_ended:
            return self.ending(LAST_WORD_SECONDS) or Failure(
                FailureKind.BROKEN_ANSWER, "the process closed its channel before it had answered"
            )
        return None

    def ending(self, seconds: float = SAMPLE_SECONDS) -> Failure | None:
        """How the process ended; None when it still runs after so many seconds.

        Raises:
            SandboxError: it was never set up, or the room went down around it.
        """
        with self._lock:
            deadline = time.monotonic() + seconds
            while (
                b"X" not in self._lines.words
                and not self._lines.room_ended
                and (left := deadline - time.monotonic()) > 0
            ):
                self._lines.wait(left)
            words = bytes(self._lines.words)
        if words[:1] != b"S" and (words or self._lines.room_ended):
            raise SandboxError(f"a case could not be set up: {words.decode('utf-8', 'replace')}")
        if b"X" in words:
            return Failure(FailureKind.DIED, _how_it_ended(int(words.partition(b"X")[2])))
        return memory_failure(self._why_gone, self._limits) if self._lines.room_ended else None

    def _late(self, settled: bool, seconds: float) -> Failure:
        if not settled:
            raise SandboxError(f"a case was not set up within {SETUP_SECONDS:g} s")
        path, line = self.where()
        return Failure(FailureKind.TIMEOUT, f"no answer within {seconds:g} s", path, line, output=self.output)

    def where(self) -> tuple[str | None, int | None]:
        """Path and line in the tree where the case is right now, if it can be told."""
        with self._lock:
            text = self._lines.sample(
                SAMPLE_SECONDS, lambda text: sampled_place(text, self._root)[0] is not None
            )
        return sampled_place(text, self._root)

    def close(self) -> None:
        """End the case."""
        self._lines.close()


def memory_failure(why_gone: WhyGone, limits: Limits) -> Failure:
    """The failure of a room that took too much memory.

    Raises:
        SandboxError: it ended for another reason, which is no learner's doing.
    """
    if why_gone(LAST_WORD_SECONDS) != TOO_MUCH:
        raise SandboxError("the room went down")
    most = limits.room_bytes // MIB
    return Failure(FailureKind.DIED, f"all processes were ended: together they took more than {most:,} MB")


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"the process was ended by {_signal_name(-code)} before it had answered"
    return f"the process ended by itself (exit code {code}) before it had answered"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"

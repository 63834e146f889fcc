"""One case, as the grader holds it: four descriptors, read raw, each wait with its deadline."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.sandbox._reading import failure_from, sampled_place
from autograder.sandbox.inside import wire
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcome import Failure, FailureKind, SandboxError

SETUP_SECONDS = 15.0  # from the order to the first trusted word; it is some 10 ms
LAST_WORD_SECONDS = 1.0  # from a closed channel to the room's word on how the process ended
SAMPLE_SECONDS = 0.2
KEPT_OUTPUT = 64 * 1024
BLOCK = 64 * 1024

SendOrder = Callable[[dict[str, Any], Sequence[int]], None]


class Case:
    """A fork in a room.

    Arguments:
        send: hands an order with descriptors to the room.
        order: what the room is told besides the descriptors.
        request: bytes for the case's channel: the program and its argument.
        limits: bounds of what is read.
        root: the folder of the tree as the case sees it.
        listener: a listening socket for an app.
        doors: descriptors of sockets outside that the case may reach.

    Raises:
        SandboxError: the room is gone.
    """

    def __init__(
        self,
        send: SendOrder,
        order: Mapping[str, Any],
        request: bytes,
        *,
        limits: Limits,
        root: str,
        listener: socket.socket | None = None,
        doors: Sequence[int] = (),
    ) -> None:
        self._limits = limits
        self._root = root
        self._unsent = memoryview(request)
        self._received = bytearray()
        self._words = bytearray()
        self._printed = 0
        self._output = bytearray()
        self._closed = False
        self._channel, channel = socket.socketpair()
        self._status, status = socket.socketpair()
        self._sample, sample = os.pipe()
        self._printing, output = os.pipe()
        self._selector = selectors.DefaultSelector()
        theirs = {"channel": channel.fileno(), "status": status.fileno(), "sample": sample}
        if listener is None:
            theirs["output"] = output
        else:
            theirs["listener"] = listener.fileno()
        try:
            send({**order, "descriptors": list(theirs)}, [*theirs.values(), *doors])
        except BaseException:
            self.close()
            raise
        finally:
            channel.close()
            status.close()
            os.close(sample)
            os.close(output)
        self._listen()

    def _listen(self) -> None:
        both = selectors.EVENT_READ | selectors.EVENT_WRITE
        for sock in (self._channel, self._status):
            sock.setblocking(False)
        os.set_blocking(self._printing, False)
        os.set_blocking(self._sample, False)
        self._selector.register(self._channel, both, self._on_channel)
        self._selector.register(self._status, selectors.EVENT_READ, self._on_status)
        self._selector.register(self._printing, selectors.EVENT_READ, self._on_output)

    @property
    def output(self) -> str:
        """What was printed so far, cut."""
        return self._output.decode("utf-8", "replace")

    def answer(self, seconds: float) -> Any | Failure:
        """Wait for the next frame on the channel, as parsed JSON of unknown shape.

        Raises:
            SandboxError: the case was never set up.
        """
        deadline = time.monotonic() + SETUP_SECONDS
        settled = False
        while True:
            if not settled and self._words[:1] == b"S":
                settled, deadline = True, time.monotonic() + seconds
            done = self._finished()
            if done is not None:
                return done
            left = deadline - time.monotonic()
            if left <= 0:
                return self._late(settled, seconds)
            for key, events in self._selector.select(left):
                key.data(events)

    def _finished(self) -> Any | Failure | None:
        """The frame or the failure, when there is one by now."""
        if self._printed > self._limits.output_bytes:
            return self._failure(
                FailureKind.TOO_MUCH_OUTPUT, f"more than {self._limits.output_bytes:,} bytes were printed"
            )
        size = int.from_bytes(self._received[:4], "big") if len(self._received) >= wire.HEADER else None
        if size is not None and size > self._limits.result_bytes + wire.HEADER:
            return self._failure(FailureKind.BROKEN_ANSWER, "what came back is no answer of the program's")
        if size is not None and len(self._received) >= wire.HEADER + size:
            data = bytes(self._received[wire.HEADER : wire.HEADER + size])
            del self._received[: wire.HEADER + size]
            return self._parsed(data)
        if self._closed:
            return self._ended()
        return None

    def _parsed(self, data: bytes) -> Any | Failure:
        frame = failure_from(data, self._root)
        return frame if not isinstance(frame, Failure) else self._with_output(frame)

    def _ended(self) -> Failure:
        """The channel closed without an answer: how did the process end?"""
        deadline = time.monotonic() + LAST_WORD_SECONDS
        while b"X" not in self._words and (left := deadline - time.monotonic()) > 0:
            for key, events in self._selector.select(left):
                key.data(events)
        if self._words[:1] != b"S":
            raise SandboxError(f"a case could not be set up: {self._words.decode('utf-8', 'replace')}")
        code = self._words.partition(b"X")[2]
        return self._failure(FailureKind.DIED, _how_it_ended(code))

    def ending(self) -> Failure | None:
        """The failure of a served app whose process has ended; None while it runs."""
        deadline = time.monotonic() + SAMPLE_SECONDS
        while b"X" not in self._words and (left := deadline - time.monotonic()) > 0:
            for key, events in self._selector.select(left):
                key.data(events)
        code = self._words.partition(b"X")[2]
        return self._failure(FailureKind.DIED, _how_it_ended(code)) if code else None

    def _late(self, settled: bool, seconds: float) -> Failure:
        if not settled:
            raise SandboxError(f"a case was not set up within {SETUP_SECONDS:g} s")
        path, line = self.where()
        return self._failure(FailureKind.TIMEOUT, f"no answer within {seconds:g} s", path, line)

    def where(self) -> tuple[str | None, int | None]:
        """Where in the tree the case is right now, if it can be told."""
        with contextlib.suppress(OSError):
            self._status.send(b"T")
            deadline = time.monotonic() + SAMPLE_SECONDS
            text = b""
            while (left := deadline - time.monotonic()) > 0:
                with contextlib.suppress(BlockingIOError):
                    text += os.read(self._sample, BLOCK)
                place = sampled_place(text, self._root)
                if place[0] is not None:
                    return place
                time.sleep(min(left, 0.01))
        return None, None

    def _failure(
        self, kind: FailureKind, message: str, path: str | None = None, line: int | None = None
    ) -> Failure:
        return Failure(kind, message, path, line, output=self.output)

    def _with_output(self, failure: Failure) -> Failure:
        return Failure(failure.kind, failure.message, failure.path, failure.line, failure.details, self.output)

    def _on_channel(self, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self._write()
        if events & selectors.EVENT_READ:
            data = _read(self._channel.recv)
            if data is None:
                return
            self._received += data
            if not data:
                self._closed = True
                self._selector.unregister(self._channel)

    def _write(self) -> None:
        if self._unsent:
            try:
                self._unsent = self._unsent[self._channel.send(self._unsent) :]
            except BlockingIOError:
                return
            except OSError:
                self._unsent = self._unsent[:0]
        if not self._unsent:
            self._selector.modify(self._channel, selectors.EVENT_READ, self._on_channel)

    def _on_status(self, _: int) -> None:
        data = _read(self._status.recv)
        if data:
            self._words += data
        elif data is not None:
            self._selector.unregister(self._status)
            self._closed = True

    def _on_output(self, _: int) -> None:
        data = _read(lambda size: os.read(self._printing, size))
        if data:
            self._printed += len(data)
            self._output += data[: KEPT_OUTPUT - len(self._output)]
        elif data is not None:
            self._selector.unregister(self._printing)

    def close(self) -> None:
        """End the case; the room kills whatever it still runs."""
        self._selector.close()
        self._channel.close()
        self._status.close()
        os.close(self._sample)
        os.close(self._printing)


def _read(read: Callable[[int], bytes]) -> bytes | None:
    """Bytes, b"" at the end, None when there is nothing yet."""
    try:
        return read(BLOCK)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _how_it_ended(code: bytes) -> str:
    try:
        number = int(code)
    except ValueError:
        return "the process closed its channel before it had answered"
    if number < 0:
        return f"the process was ended by {_signal_name(-number)} before it had answered"
    return f"the process ended by itself (exit code {number}) before it had answered"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"

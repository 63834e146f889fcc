"""The four descriptors of one case: read raw and without blocking, with a cap on everything that is kept."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import time
from collections.abc import Callable

KEPT_OUTPUT = 64 * 1024
KEPT_SAMPLE = 256 * 1024
BLOCK = 64 * 1024
MOST_BLOCKS_LEFT = 16  # a socket holds a quarter of a megabyte


class Lines:
    """The grader's ends.

    Arguments:
        request: bytes for the case, sent as it reads them.

    Attributes:
        received: bytes of the channel that nobody has taken yet.
        words: what trusted code said on the status socket.
        printed: bytes that were printed, of which ``output`` keeps the first.
        channel_ended: the case has closed the channel, or ended.
        room_ended: the room itself has closed the status socket.
    """

    def __init__(self, request: bytes) -> None:
        self.received = bytearray()
        self.words = bytearray()
        self.output = bytearray()
        self.printed = 0
        self.channel_ended = False
        self.room_ended = False
        self._unsent = memoryview(request)
        self._channel, channel = socket.socketpair()
        self._status, status = socket.socketpair()
        self._sample, sample = os.pipe()
        self._printing, printing = os.pipe()
        #: the case's ends, by name, until ``handed_over``
        self.theirs = {
            "channel": channel.detach(),
            "status": status.detach(),
            "sample": sample,
            "output": printing,
        }
        self._selector = selectors.DefaultSelector()
        self._register()

    def _register(self) -> None:
        for fd in (self._channel.fileno(), self._status.fileno(), self._printing, self._sample):
            os.set_blocking(fd, False)
        both = selectors.EVENT_READ | selectors.EVENT_WRITE
        self._selector.register(self._channel, both, self._on_channel)
        self._selector.register(self._status, selectors.EVENT_READ, self._on_status)
        self._selector.register(self._printing, selectors.EVENT_READ, self._on_output)

    def handed_over(self) -> None:
        """Close the case's ends here."""
        for fd in self.theirs.values():
            os.close(fd)
        self.theirs = {}

    def wait(self, seconds: float) -> None:
        """Until something happens on a descriptor, at most so long."""
        for key, events in self._selector.select(max(seconds, 0)):
            key.data(events)

    def sample(self, seconds: float, found: Callable[[bytes], bool]) -> bytes:
        """Ask where the case is; what it shows of itself until that is enough, or the time is over."""
        text = b""
        deadline = time.monotonic() + seconds
        with contextlib.suppress(OSError):
            self._status.send(b"T")
            while not found(text) and len(text) < KEPT_SAMPLE and time.monotonic() < deadline:
                with contextlib.suppress(BlockingIOError):
                    text += os.read(self._sample, BLOCK)
                time.sleep(0.005)
        return text

    def _on_channel(self, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self._write()
        if events & selectors.EVENT_READ:
            data = _read(self._channel.fileno())
            if data == b"":
                self.channel_ended = True
                self._selector.unregister(self._channel)
            self.received += data or b""

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[self._channel.send(self._unsent) :]
        except BlockingIOError:
            return
        except OSError:
            self._unsent = self._unsent[:0]  # the end of the channel will be read next
        if not self._unsent:
            self._selector.modify(self._channel, selectors.EVENT_READ, self._on_channel)

    def _on_status(self, _: int) -> None:
        data = _read(self._status.fileno())
        if data == b"":
            self.room_ended = True
            self._selector.unregister(self._status)
            self._read_what_is_left()
        self.words += data or b""

    def _read_what_is_left(self) -> None:
        """The case has ended: its last bytes are here; a daemon's (without isolation) do not count."""
        for _ in range(MOST_BLOCKS_LEFT):
            data = _read(self._channel.fileno())
            if not data:
                return
            self.received += data

    def _on_output(self, _: int) -> None:
        data = _read(self._printing)
        if data == b"":
            self._selector.unregister(self._printing)
        self.printed += len(data or b"")
        self.output += (data or b"")[: max(0, KEPT_OUTPUT - len(self.output))]

    def close(self) -> None:
        """Close everything; the room kills what still runs in the case."""
        self.handed_over()
        self._selector.close()
        self._channel.close()
        self._status.close()
        os.close(self._sample)
        os.close(self._printing)


def _read(fd: int) -> bytes | None:
    """Bytes, b"" at the end, None when there is nothing yet."""
    try:
        return os.read(fd, BLOCK)
    except BlockingIOError:
        return None
    except OSError:
        return b""

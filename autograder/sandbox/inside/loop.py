"""What the parent and a room do all day: wait for channels to speak and for children to end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
from collections.abc import Callable


class Loop:
    """One thread, no time of its own: every action is short, and trusted.

    Arguments:
        on_end: called with the process id and the exit code (negative: the signal) of every ended child.
        look: called after every action and, while it returns True, every ``seconds``.
    """

    def __init__(
        self, on_end: Callable[[int, int], None], look: Callable[[], bool] | None = None, seconds: float = 0.0
    ) -> None:
        self._on_end = on_end
        self._look = look
        self._seconds = seconds
        self._selector = selectors.DefaultSelector()
        self._wakeup, self._trigger = socket.socketpair()
        for end in (self._wakeup, self._trigger):
            end.setblocking(False)

    def watch(self, sock: socket.socket, action: Callable[[], None]) -> None:
        """Call the action whenever the socket has something to read, or has ended."""
        self._selector.register(sock, selectors.EVENT_READ, action)

    def forget(self, sock: socket.socket) -> None:
        """Watch it no more; one that is not watched is no error."""
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(sock)

    def run(self) -> None:
        """Until an action raises EOFError."""
        signal.set_wakeup_fd(self._trigger.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.watch(self._wakeup, self._reap)
        with contextlib.suppress(EOFError):
            while True:
                looking = self._look is not None and self._look()
                for key, _ in self._selector.select(self._seconds if looking else None):
                    key.data()

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wakeup.recv(64)
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self._on_end(pid, os.waitstatus_to_exitcode(status))


def leave_loop() -> None:
    """In a fork: the loop's signals are not this process's business."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)

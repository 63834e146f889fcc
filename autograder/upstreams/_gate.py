"""A gate before a tenant's services: requests have arrived and get no answer until they are let through.

What waits at the gate at one time was under way at one time: overlap is seen without a clock.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable

from autograder.upstreams._record import Request


class Gate:
    """Stands open until `hold` closes it. Safe to use from several threads."""

    def __init__(self) -> None:
        self._holds: Callable[[Request], bool] | None = None
        self._waiting: dict[int, tuple[Request, asyncio.Future[None], Callable[[], None]]] = {}
        self._lock = threading.Lock()

    @property
    def waiting(self) -> tuple[Request, ...]:
        """The requests that wait here now, the first one first. Whoever hung up waits no more."""
        with self._lock:
            return tuple(request for request, *_ in self._waiting.values())

    def hold(self, which: Callable[[Request], bool]) -> None:
        """From now on let nobody through but those that the function says no to."""
        with self._lock:
            self._holds = which

    def release(self, requests: Iterable[Request]) -> None:
        """Let these through, if they still wait."""
        for request in requests:
            with self._lock:
                waiting = self._waiting.pop(request.number, None)
            if waiting is not None:
                _open(waiting[1])

    def drip(self) -> None:
        """Send everybody who waits a few bytes that are no answer yet."""
        with self._lock:
            waiting = [*self._waiting.values()]
        for _, passage, drip in waiting:
            passage.get_loop().call_soon_threadsafe(drip)

    def open(self) -> None:
        """Let everybody through, now and from now on."""
        with self._lock:
            self._holds = None
        self.release(self.waiting)

    async def passage(self, request: Request, *ends: asyncio.Future[None], drip: Callable[[], None]) -> None:
        """Wait until the request is let through, or one of the ends is there. Runs in the server's loop.

        Arguments:
            request: what has arrived.
            ends: what ends the wait besides.
            drip: sends the client a few bytes that are no answer yet.
        """
        passage = asyncio.get_running_loop().create_future()
        with self._lock:
            if self._holds is None or not self._holds(request):
                return
            self._waiting[request.number] = (request, passage, drip)
        try:
            await asyncio.wait({passage, *ends}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            with self._lock:
                self._waiting.pop(request.number, None)


def _open(passage: asyncio.Future[None]) -> None:
    def let_through() -> None:
        if not passage.done():
            passage.set_result(None)

    passage.get_loop().call_soon_threadsafe(let_through)

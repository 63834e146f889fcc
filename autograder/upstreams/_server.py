"""The server: one thread, one loop, any number of tenants."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.upstreams._calls import Call, Reply
from autograder.upstreams._connection import Connection
from autograder.upstreams._control import controlled
from autograder.upstreams._record import Record, Request
from autograder.upstreams._tenant import Upstreams

MOST_CONNECTIONS = 900
"""Open connections of all tenants: below the usual 1,024 descriptors of a process."""

MOST_TROUBLES = 100
CONTROL = "control"


class UpstreamServer:
    """A real HTTP server on the loopback, in a thread of its own. Use it as a context manager.

    Arguments:
        port: TCP port on 127.0.0.1; 0 takes any free one.
        unix_socket: path of a Unix socket to listen on besides; whoever may enter its folder may connect.
        control: also answer `/control/<tenant>/...`. Off where the client is not to be trusted.
        on_request: called with each finished request, in the server's thread.
        most_connections: open at a time; each takes a descriptor of this process. Beyond them, connections
            are cut.

    Raises:
        OSError: the port or the path is taken.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        unix_socket: Path | None = None,
        control: bool = False,
        on_request: Callable[[Request], None] | None = None,
        most_connections: int = MOST_CONNECTIONS,
    ) -> None:
        self._port, self._unix_socket, self._control = port, unix_socket, control
        self._on_request, self._most_connections = on_request, most_connections
        self._tenants: dict[str, Upstreams] = {}
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Future[None]] = set()
        self._troubles: list[BaseException] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Future[None]

    def __enter__(self) -> Self:
        if self._loop is None:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where the server listens, `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def troubles(self) -> tuple[BaseException, ...]:
        """Errors of the server's own, at most 100: each a bug of ours, answered with 500."""
        return tuple(self._troubles)

    def start(self) -> None:
        """Listen and serve. Returns as soon as requests are answered.

        Raises:
            OSError: the port or the path is taken.
            RuntimeError: it is running already.
        """
        if self._loop is not None:
            raise RuntimeError("this server is running; make another one")
        listening = self._listen()
        loop = asyncio.new_event_loop()
        self._loop, self._stop = loop, loop.create_future()
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(loop, listening, ready), name="upstreams", daemon=True
        )
        self._thread.start()
        ready.wait()

    def close(self) -> None:
        """Cut every connection, hanging ones too, and stop. A second call does nothing."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        loop.call_soon_threadsafe(self._stop.set_result, None)
        self._thread.join()
        if self._unix_socket is not None:
            self._unix_socket.unlink(missing_ok=True)

    def tenant(self, name: str | None = None, *, most: int = 5_000, rolling: bool = False) -> Upstreams:
        """Make a tenant.

        Arguments:
            name: its part of the URL; None makes a random token that cannot be guessed.
            most: how many requests its record holds.
            rolling: a full record forgets the oldest; otherwise later requests get 429.

        Raises:
            RuntimeError: the server is not running.
            ValueError: there is such a tenant already.
        """
        if self._loop is None:
            raise RuntimeError("the server is not running; use it as `with UpstreamServer() as server:`")
        token = name or secrets.token_urlsafe(16)
        if token in self._tenants or token == CONTROL:
            raise ValueError(f"there is a tenant {token!r} already; give it another name")
        closing = self._loop.create_future()
        record = Record(most, rolling, self._on_request)
        self._tenants[token] = tenant = Upstreams(token, self.url, record, closing, self._discard)
        return tenant

    async def answer(self, call: Call, gone: asyncio.Future[None], drip: Callable[[], None]) -> Reply | None:
        """The reply to one request, None to cut the connection. Called by a connection."""
        first, *rest = call.path
        if first == CONTROL and self._control and rest:
            tenant = self._tenants.get(rest[0])
            return controlled(tenant, _below(call, 2)) if tenant else NOT_HERE
        tenant = self._tenants.get(first)
        if tenant is None or not rest:
            return NOT_HERE
        try:
            return await tenant.answer(rest[0], _below(call, 2), gone, drip)
        except Exception as error:  # a bug of ours must not end the grading of others
            self._note(error)
            return Reply(500, {"error": "the upstream server failed"})

    def opened(self, connection: Connection) -> bool:
        """Whether there is room for one more connection. Called by it."""
        self._connections.add(connection)
        return len(self._connections) <= self._most_connections

    def closed(self, connection: Connection) -> None:
        """A connection is gone. Called by it."""
        self._connections.discard(connection)

    def spawn(self, work: Awaitable[None]) -> None:
        """Run in the loop; called by a connection."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _listen(self) -> list[socket.socket]:
        # asyncio switches Nagle's delay off only where it sees that the protocol is TCP
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening = [tcp]
        try:
            tcp.bind(("127.0.0.1", self._port))
            if self._unix_socket is not None:
                listening.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                listening[-1].bind(str(self._unix_socket))
                self._unix_socket.chmod(0o666)
            for each in listening:
                each.listen(256)
        except OSError:
            for each in listening:
                each.close()
            raise
        self._port = tcp.getsockname()[1]
        return listening

    def _run(
        self, loop: asyncio.AbstractEventLoop, listening: list[socket.socket], ready: threading.Event
    ) -> None:
        with contextlib.closing(loop):
            loop.set_exception_handler(self._trouble)
            loop.run_until_complete(self._serve(listening, ready))

    async def _serve(self, listening: list[socket.socket], ready: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        servers = [
            await (
                loop.create_unix_server(self._connect, sock=each)
                if each.family == socket.AF_UNIX
                else loop.create_server(self._connect, sock=each)
            )
            for each in listening
        ]
        ready.set()
        await self._stop
        for server in servers:
            server.close()
        for tenant in list(self._tenants.values()):
            tenant.release()
        self._tenants.clear()
        for connection in list(self._connections):
            connection.cut()
        while self._tasks:
            await asyncio.wait(self._tasks)
        await asyncio.sleep(0)  # lets aborted transports close their sockets

    def _connect(self) -> Connection:
        return Connection(self)

    def _discard(self, tenant: Upstreams) -> None:
        self._tenants.pop(tenant.token, None)
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(tenant.release)

    def _ended(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)
        error = task.exception()
        if error is not None:
            self._note(error)

    def _trouble(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception") or RuntimeError(str(context.get("message")))
        if not isinstance(error, ConnectionError):
            self._note(error)

    def _note(self, error: BaseException) -> None:
        if len(self._troubles) < MOST_TROUBLES:
            self._troubles.append(error)


NOT_HERE = Reply(404, {"error": "nothing here; use the URLs that the server printed"})


def _below(call: Call, depth: int) -> Call:
    return replace(call, path=call.path[depth:])

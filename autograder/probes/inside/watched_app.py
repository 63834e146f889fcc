"""Serves the app of a tree with its event loop watched. Sent into the sandbox as text.

The watch is in place before the app is imported. What it sees it tells at once, over a line to the grader:
what was told cannot be taken back.
"""

import _socket
import asyncio
import contextlib
import functools
import importlib
import json
import os
import socket
import tempfile
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from autograder.probes.inside.watch import Watch

NAME_HEADER = b"x-survive-request"
"""Names a request, to ask later what is left of it."""

BLOCK = 4096
HUNG_UP = 499
"""What a request that was cancelled is answered with."""

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def main(argument: dict[str, Any]) -> "Watched":
    """The app of the tree, its settings and a new database, in a loop that is watched."""
    for name, path in argument["upstreams"].items():
        os.environ[name] = os.environ["UPSTREAMS"] + path
    os.environ["DATABASE_URL"] = f"sqlite:///{tempfile.mkdtemp()}/boxoffice.db"
    line = Line(f"{os.environ['REACH']}/0.sock")
    watch = Watch(f"{Path.cwd()}/", line.tell)
    watch.arm()
    module, _, name = argument["entry"].partition(":")
    app = getattr(importlib.import_module(module), name)
    watch.look()
    return Watched(app, watch, line)


class Line:
    """The line to the grader: JSON, one thing a line.

    What it tells is sent at once; what it is asked, the loop answers when it comes round.
    """

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._lock = threading.Lock()
        self._unread = b""

    def tell(self, kind: str, **fields: Any) -> None:
        """Tell one thing."""
        self._send({"kind": kind, **fields})

    def listen(self, answer: Callable[[str, str, Callable[..., None]], None]) -> None:
        """Let the running loop answer: called with a question, its value, and where to reply."""

        def read() -> None:
            data = _socket.socket.recv(self._socket, 4096, socket.MSG_DONTWAIT)
            if not data:
                asyncio.get_running_loop().remove_reader(self._socket)
            *lines, self._unread = (self._unread + data).split(b"\n")
            for line in lines:
                asked = json.loads(line)
                reply = functools.partial(self._reply, asked["number"])
                answer(asked["what"], asked["value"], reply)

        asyncio.get_running_loop().add_reader(self._socket, read)

    def _reply(self, number: int, **fields: Any) -> None:
        self._send({"kind": "reply", "number": number, **fields})

    def _send(self, message: dict[str, Any]) -> None:
        line = json.dumps(message).encode() + b"\n"
        with self._lock, contextlib.suppress(OSError):
            _socket.socket.sendall(self._socket, line)


class Watched:
    """An app whose requests can be cancelled, and whose loop answers the grader's questions beside it."""

    def __init__(self, app: App, watch: Watch, line: Line) -> None:
        self.app, self.watch, self.line = app, watch, line
        self.requests: dict[str, asyncio.Task[None]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the app's life."""
        if scope["type"] == "http":
            await self._ask(scope, receive, send)
        else:
            self.line.listen(self._asked)
            await self.app(scope, receive, send)

    async def _ask(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.watch.serving = True
        name = dict(scope["headers"]).get(NAME_HEADER)
        headers = [(key, value) for key, value in scope["headers"] if key != NAME_HEADER]
        answering = _call(self.app, {**scope, "headers": headers}, receive, send)
        task = asyncio.get_running_loop().create_task(answering)
        if name is not None:
            self.requests[name.decode()] = task
        try:
            await task
        except asyncio.CancelledError:
            await send({"type": "http.response.start", "status": HUNG_UP, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    def _asked(self, what: str, value: str, reply: Callable[..., None]) -> None:
        if what == "turn":
            self._turn = asyncio.get_running_loop().create_task(_there_and_back(reply))
            return
        if what == "advance":
            self.watch.advance(float(value))
        if what == "cancel":
            self.requests[value].cancel()
        left = self._left(self.requests[value]) if what == "left" else []
        reply(left=left, touched=self.watch.touched() if what == "touched" else None)

    def _left(self, request: asyncio.Task[None]) -> list[tuple[str, int, str]]:
        """The tasks that a request made and that are not done, with where they stand."""
        number = self.watch.tasks[request][-1]
        left = [task for task, lineage in self.watch.tasks.items() if number in lineage and not task.done()]
        return [_place(task, self.watch.root) for task in left if task is not request]


def _place(task: asyncio.Task[Any], root: str) -> tuple[str, int, str]:
    """Where the innermost function of the app in a task starts."""
    coroutine: Any = task.get_coro()
    place = ("", 0, str(getattr(coroutine, "__qualname__", "a task")))
    while coroutine is not None:
        code = getattr(coroutine, "cr_code", None)
        if code is not None and code.co_filename.startswith(root):
            place = (code.co_filename.removeprefix(root), code.co_firstlineno, code.co_qualname)
        coroutine = getattr(coroutine, "cr_await", None)
    return place


async def _call(app: App, scope: dict[str, Any], receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


async def _there_and_back(reply: Callable[..., None]) -> None:
    """A question to the upstream server and its answer: what was sent before it has arrived, both ways."""
    server, loop = urlsplit(os.environ["UPSTREAMS"]), asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock, contextlib.suppress(OSError):
        sock.setblocking(False)
        await loop.sock_connect(sock, (server.hostname, server.port))
        await loop.sock_sendall(sock, b"GET / HTTP/1.1\r\nHost: upstreams\r\nConnection: close\r\n\r\n")
        while await loop.sock_recv(sock, BLOCK):
            pass
    reply()

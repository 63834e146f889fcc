"""Runs in the app's own process: serves the app and keeps what the last request did.

The text of this module is a sandbox's program; it imports nothing of ours.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from types import FrameType
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

RECORD_PATH = "/__record__"
MOST_QUERIES = 2_000

FACTORY = "create_app"
"""What a function is called that makes an app of settings and ports."""


def main(argument: dict[str, Any]) -> App:
    """The app, watched.

    Arguments:
        argument: ``entry`` (`boxoffice.main:app`), and ``lines``, whether to note the lines that run.
    """
    watched = Watched(str(Path.cwd()))
    watched.listen_to_queries()
    watched.app = _as_asgi(_app_at(argument["entry"]))
    if argument["lines"]:
        watched.trace_lines()
    return watched


def _app_at(entry: str) -> Any:
    """The app at a place; a factory there is handed the settings of the environment and the real ports."""
    module, _, name = entry.partition(":")
    found = getattr(importlib.import_module(module), name)
    if name != FACTORY:
        return found
    settings = importlib.import_module("boxoffice.settings").Settings.from_environment(os.environ)
    return found(settings, importlib.import_module("boxoffice.connecting").connect(settings))


def _as_asgi(app: Any) -> App:
    """An app as this server wants it: Flask's and Django's are WSGI, one thread a request."""
    called = vars(type(app)).get("__call__") or type(app).__call__
    if inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(called):
        asgi: App = app
        return asgi
    turned: App = importlib.import_module("asgiref.wsgi").WsgiToAsgi(app)
    return turned


class Watched:
    """An ASGI app that notes, for the last request, each line of the tree that ran and each statement of SQL.

    Arguments:
        root: the folder of the tree.
    """

    app: App

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root) + os.sep
        self._lines: dict[tuple[str, int], int] = {}
        self._queries: list[dict[str, Any]] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request: ours with the record, any other from the app."""
        if scope["type"] == "http" and scope["path"] == RECORD_PATH:
            await self._answer_record(send)
            return
        if scope["type"] == "http":
            self._lines.clear()
            self._queries.clear()
        await self.app(scope, receive, send)

    def listen_to_queries(self) -> None:
        """Note the statements of every SQLAlchemy engine, with the line of the tree that asked for them."""
        sqlalchemy = importlib.import_module("sqlalchemy")
        engine = importlib.import_module("sqlalchemy.engine").Engine
        sqlalchemy.event.listen(engine, "before_cursor_execute", self._on_query)

    def trace_lines(self) -> None:
        """Note the lines of the tree that run, in this thread and in those that are to come."""
        threading.settrace(self._on_call)
        sys.settrace(self._on_call)

    def _on_call(self, frame: FrameType, event: str, arg: Any) -> Any:  # noqa: ARG002 - Python's signature
        return self._on_line if self._path(frame) else None

    def _on_line(self, frame: FrameType, event: str, arg: Any) -> Any:  # noqa: ARG002 - Python's signature
        path = self._path(frame)
        if event == "line" and path:
            at = (path, frame.f_lineno)
            self._lines[at] = self._lines.get(at, 0) + 1
        return self._on_line

    def _path(self, frame: FrameType) -> str | None:
        file = frame.f_code.co_filename
        return file[len(self._root) :] if file.startswith(self._root) else None

    def _on_query(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        frame: FrameType | None = sys._getframe()
        while frame is not None and not self._path(frame):
            frame = frame.f_back
        if len(self._queries) < MOST_QUERIES:
            path, line = (self._path(frame), frame.f_lineno) if frame else (None, None)
            self._queries.append({"sql": statement, "path": path, "line": line})

    async def _answer_record(self, send: Send) -> None:
        lines = [[path, line, times] for (path, line), times in self._lines.items()]
        body = json.dumps({"lines": lines, "queries": self._queries}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

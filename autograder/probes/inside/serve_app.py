"""Serves the app of a tree, with its database emptied on demand. Sent into the sandbox as text."""

import importlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import FrameType
from typing import Any

FRESH = "/__survive__/fresh"
"""Asked of what is around the app, never of the app: put the database back to how the app made it."""

LINES = "/__survive__/lines"
"""Asked of what is around the app: which of its lines ran, by the test that named itself when it began."""

TEST_HEADER = b"x-survive-test"

App = Callable[[dict[str, Any], Any, Callable[[dict[str, Any]], Awaitable[None]]], Awaitable[None]]


def main(argument: dict[str, Any]) -> "Fresh":
    """The app of the tree with the argument's modules laid over it, its settings and a new database."""
    folder = Path(tempfile.mkdtemp())
    database = folder / "boxoffice.db"
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    for name, path in argument["upstreams"].items():
        os.environ[name] = os.environ["UPSTREAMS"] + path
    if argument["files"]:
        # A whole copy: a package with some of its modules only would be passed over for the one in the tree.
        # Without bytecode: one of the same second and size would be taken for the version's.
        version = folder / "version"
        shutil.copytree(Path.cwd(), version, ignore=shutil.ignore_patterns("__pycache__"))
        for path, text in argument["files"].items():
            (version / path).write_text(text, "utf-8")
        sys.path.insert(0, str(version))
    module, _, name = argument["entry"].partition(":")
    app = getattr(importlib.import_module(module), name)
    return Fresh(app, database, Lines(f"{Path.cwd()}/") if argument["trace"] else None)


class Lines:
    """Notes which lines of the app run, test by test."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.ran: dict[str, dict[str, set[int]]] = {}
        self.test = ""
        # For this thread, which serves, and for those that plain handlers run in.
        threading.settrace(self._call)
        sys.settrace(self._call)

    def _call(self, frame: FrameType, event: str, _: object) -> Any:  # noqa: ARG002 - the interpreter's signature
        name = frame.f_code.co_filename
        return self._line if name.startswith(self.root) else None

    def _line(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            path = frame.f_code.co_filename.removeprefix(self.root)
            self.ran.setdefault(self.test, {}).setdefault(path, set()).add(frame.f_lineno)
        return self._line

    def answer(self) -> bytes:
        """What ran so far, as JSON: lines by path by test."""
        ran = {
            test: {path: sorted(lines) for path, lines in paths.items()} for test, paths in self.ran.items()
        }
        return json.dumps(ran).encode()


class Fresh:
    """An app, and beside it one path that empties its database and one that says what ran."""

    def __init__(self, app: App, database: Path, lines: Lines | None) -> None:
        self.app, self.database, self.lines = app, database, lines
        self.empty = sqlite3.connect(":memory:", check_same_thread=False)
        with sqlite3.connect(database) as made:
            made.backup(self.empty)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        path = scope["path"] if scope["type"] == "http" else None
        if path == FRESH:
            self._begin(dict(scope["headers"]).get(TEST_HEADER, b"").decode())
            await _answer(send, 204, b"")
        elif path == LINES and self.lines:
            await _answer(send, 200, self.lines.answer())
        else:
            await self.app(scope, receive, send)

    def _begin(self, test: str) -> None:
        with sqlite3.connect(self.database) as used:
            self.empty.backup(used)
        if self.lines:
            self.lines.test = test


async def _answer(send: Any, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})

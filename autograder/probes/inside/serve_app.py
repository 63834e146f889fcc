"""Serves the app of a tree, with its database emptied on demand. Sent into the sandbox as text."""

import importlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

FRESH = "/__survive__/fresh"
"""Asked of what is around the app, never of the app: put the database back to how the app made it."""

App = Callable[[dict[str, Any], Any, Callable[[dict[str, Any]], Awaitable[None]]], Awaitable[None]]


def main(argument: dict[str, Any]) -> "Fresh":
    """The app of the tree with the argument's modules laid over it, its settings and a new database."""
    folder = Path(tempfile.mkdtemp())
    database = folder / "boxoffice.db"
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    for name, path in argument["upstreams"].items():
        os.environ[name] = os.environ["UPSTREAMS"] + path
    if argument["files"]:
        # A copy: a package with some of its modules only would be passed over for the whole one.
        version = shutil.copytree(Path.cwd(), folder / "version", copy_function=shutil.copyfile)
        for path, text in argument["files"].items():
            (version / path).write_text(text, "utf-8")
        sys.path.insert(0, str(version))
    module, _, name = argument["entry"].partition(":")
    return Fresh(getattr(importlib.import_module(module), name), database)


class Fresh:
    """An app, and one path beside it that empties its database."""

    def __init__(self, app: App, database: Path) -> None:
        self.app, self.database = app, database
        self.empty = sqlite3.connect(":memory:", check_same_thread=False)
        with sqlite3.connect(database) as made:
            made.backup(self.empty)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != FRESH:
            await self.app(scope, receive, send)
            return
        with sqlite3.connect(self.database) as used:
            self.empty.backup(used)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

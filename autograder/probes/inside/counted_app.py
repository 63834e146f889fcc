"""Serves an app with everything counted that it asks of its database. Sent into the sandbox as text.

Rows are put into its tables past the app, so that it cannot know beforehand what it will be asked.
"""

import contextlib
import importlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from autograder.probes.inside.counting import Count

FILL = "/__survive__/fill"
"""Asked of what is around the app: run statements on its database, past the app."""

COUNTED = "/__survive__/counted"
"""Asked of what is around the app: what it asked of its database since this was last asked."""

TURN = "/__survive__/turn"
"""Asked of what is around the app: from now on rows that no `order by` puts in order come turned round."""

SCHEMA = "/__survive__/schema"
"""Tells what the tables have: columns with their types, and indexes."""

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

_dumps, _loads = json.dumps, json.loads


def main(argument: dict[str, Any]) -> "Counted":
    """The app of the tree, its settings and a new database."""
    for name, path in argument["upstreams"].items():
        os.environ[name] = os.environ["UPSTREAMS"] + path
    database = f"{tempfile.mkdtemp()}/boxoffice.db"
    os.environ["DATABASE_URL"] = f"sqlite:///{database}"
    count = Count(database, f"{Path.cwd()}/")
    count.arm()
    module, _, name = argument["entry"].partition(":")
    return Counted(getattr(importlib.import_module(module), name), count)


class Counted:
    """An app, and beside it the paths of the grader."""

    def __init__(self, app: App, count: Count) -> None:
        self._app, self._count = app, count

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the app's life."""
        path = scope["path"] if scope["type"] == "http" else None
        if path == FILL:
            await _answer(send, {"error": self._filled(_loads(await _body(receive)))})
        elif path == COUNTED:
            await _answer(send, self._count.told())
        elif path == TURN:
            self._count.turned = True
            await _answer(send, {})
        elif path == SCHEMA:
            await _answer(send, self._schema())
        else:
            await self._app(scope, receive, send)

    def _filled(self, statements: list[tuple[str, list[Any]]]) -> str | None:
        """Run statements, each for many rows, in one transaction. Gives why they could not be run."""
        with contextlib.closing(self._count.own()) as connection:
            try:
                with connection:
                    for sql, rows in statements:
                        connection.executemany(sql, rows)
                    connection.execute("analyze")  # SQLite plans by what it knows of the sizes
            except sqlite3.Error as error:
                return str(error)
        return None

    def _schema(self) -> list[list[str]]:
        """The columns of each table, with type and whether they may be null, and what each index is over."""
        ours = "m.type = 'table' and m.name not like 'sqlite_%'"
        column = "c.name || ' ' || lower(c.type) || iif(c.\"notnull\", ' not null', '')"
        columns = f"select m.name, {column} from sqlite_master m, pragma_table_info(m.name) c where {ours}"  # noqa: S608
        over = "iif(i.\"unique\", 'unique ', '') || group_concat(c.name)"
        indexes = (
            f"select m.name, {over} from sqlite_master m, pragma_index_list(m.name) i,"  # noqa: S608
            f" pragma_index_info(i.name) c where {ours} group by m.name, i.name"
        )
        with contextlib.closing(self._count.own()) as connection:
            found = [["column", *row] for row in connection.execute(columns)]
            return found + [["index", *row] for row in connection.execute(indexes)]


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _answer(send: Send, value: Any) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _dumps(value).encode()})

"""Serves versions of an app that `create_app(settings, ports)` makes, its rules and its clock within reach.

Sent into the sandbox as text. Beside the app there are paths of ours: one empties the database, one names the
test that begins, one turns the clock, one asks a function of the facade `boxoffice.domain`.
"""

import asyncio
import contextlib
import dataclasses
import importlib
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.probes.inside.serve_app import (
    FRESH,
    LINES,
    TEST_HEADER,
    App,
    Lines,
    OtherwiseDifferentError,
    answer,
    copied,
    forget_the_tree,
    functions_of,
    lay_over,
)

TEST = "/__survive__/test"
"""Says which test begins, and leaves the database as it is."""

CLOCK = "/__survive__/clock"
"""What the app's clock shows (GET); let it stand still at the time in the body (PUT)."""

RULES = "/__survive__/rules"
"""Ask a function of the facade."""

FUNCTIONS = frozenset({"check_in", "may_buy", "price", "refund_amount"})
"""What of the facade can be asked. Nothing else of the app can be."""

LONGEST = 300  # characters of what an unforeseen exception says


class Clock:
    """The time that the app is told: it goes on from where it was set, until it is turned."""

    def __init__(self, now: str | None) -> None:
        self._ahead = datetime.fromisoformat(now) - datetime.now(UTC) if now else timedelta()
        self._still: datetime | None = None

    def __call__(self) -> datetime:
        """Tell the time, aware, in UTC."""
        return self._still or datetime.now(UTC) + self._ahead

    def turn(self, now: str) -> None:
        """Stand still at this time (ISO text with an offset)."""
        self._still = datetime.fromisoformat(now).astimezone(UTC)

    def go_on(self) -> None:
        """Show the time of the beginning again, and go on from there."""
        self._still = None


def main(argument: dict[str, Any]) -> "Ruled":
    """The app with the argument's modules laid over the tree, its services, a new database and a clock."""
    database = Path(tempfile.mkdtemp(), "boxoffice.db")
    if _prepared is None or not _prepared.becomes(argument["files"]):
        forget_the_tree()
        if argument["files"]:
            lay_over(argument["files"])
        _import_app(database.with_name("at-import.db"))
    else:
        with contextlib.closing(sqlite3.connect(database)) as made:
            _prepared.empty.backup(made)
    lines = Lines() if argument["trace"] else None
    return _ruled(argument, database, lines)


def prepare(argument: dict[str, Any]) -> None:
    """Import the app of the tree and ask it what the argument says, so that its forks need not."""
    global _prepared  # noqa: PLW0603 - what a room is prepared for
    import sqlalchemy.orm  # noqa: PLC0415 - what the grader imports of this module does not need it

    with tempfile.TemporaryDirectory() as folder:
        _import_app(Path(folder, "at-import.db"))
        database = Path(folder, "boxoffice.db")
        ruled = _ruled({**argument, "now": None}, database, None)
        _prepared = Prepared(copied(database))
        asyncio.run(_practise(ruled.app, argument["questions"]))
        sqlalchemy.orm.close_all_sessions()  # and with them their connections


class Prepared:
    """The app's modules, imported, and its database, empty."""

    def __init__(self, empty: sqlite3.Connection) -> None:
        self.empty = empty
        root = f"{Path.cwd()}/"
        modules = [one for one in sys.modules.values() if str(getattr(one, "__file__", "")).startswith(root)]
        self._modules = {str(module.__file__).removeprefix(root): module for module in modules}

    def becomes(self, files: Mapping[str, str]) -> bool:
        """Whether the modules have taken on these texts: only bodies of functions differ."""
        if not files.keys() <= self._modules.keys():
            return False
        try:
            functions = [
                changed for path, text in files.items() for changed in functions_of(self._modules[path], text)
            ]
        except OtherwiseDifferentError:
            return False
        for function, code in functions:
            function.__code__ = code
        return True


_prepared: Prepared | None = None


def _import_app(database: Path) -> ModuleType:
    # What the module makes of the environment at its import has a database that nobody asks again.
    os.environ.update(DATABASE_URL=f"sqlite:///{database}")
    return importlib.import_module("boxoffice.main")


def _ruled(argument: Mapping[str, Any], database: Path, lines: Lines | None) -> "Ruled":
    urls = {name.lower(): os.environ["UPSTREAMS"] + path for name, path in argument["upstreams"].items()}
    made = importlib.import_module("boxoffice.main")
    settings = importlib.import_module("boxoffice.settings").Settings(
        database_url=f"sqlite:///{database}", **urls
    )
    clock = Clock(argument["now"])
    app = made.create_app(settings, dataclasses.replace(made.connect(settings), clock=clock))
    return Ruled(app, database, clock, lines)


async def _practise(app: Any, questions: Sequence[tuple[str, str, Any]]) -> None:
    """Ask the app, whatever it answers: what it works out once it keeps."""
    import httpx2  # noqa: PLC0415 - what the grader imports of this module does not need it

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://boxoffice.test") as client:
        for method, path, body in questions:
            await client.request(method, path, json=body)


class Ruled:
    """An app, and beside it the paths of ours."""

    def __init__(self, app: App, database: Path, clock: Clock, lines: Lines | None) -> None:
        self.app, self.database, self.clock, self.lines = app, database, clock, lines
        self._empty = copied(database)
        self._facade = importlib.import_module("boxoffice.domain")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        path = scope["path"] if scope["type"] == "http" else None
        if path in (FRESH, TEST):
            self._begin(dict(scope["headers"]).get(TEST_HEADER, b"").decode(), emptied=path == FRESH)
            await answer(send, 204, b"")
        elif path == CLOCK:
            if scope["method"] == "PUT":
                self.clock.turn((await _body(receive)).decode())
            await answer(send, 200, self.clock().isoformat().encode())
        elif path == RULES:
            await answer(send, 200, json.dumps(self._asked(json.loads(await _body(receive)))).encode())
        elif path == LINES and self.lines:
            await answer(send, 200, self.lines.answer())
        else:
            await self.app(scope, receive, send)

    def _begin(self, test: str, *, emptied: bool) -> None:
        self.clock.go_on()
        if self.lines:
            self.lines.begin(test)
        if emptied:
            with contextlib.closing(sqlite3.connect(self.database)) as used:
                self._empty.backup(used)

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        """What a rule says: a value, a refusal's reason, or what it raised and should not have."""
        if question["function"] not in FUNCTIONS:
            return {"raised": f"there is no rule {question['function']}"}
        function = getattr(self._facade, question["function"])
        try:
            arguments = [_value(each) for each in question["arguments"]]
            named = {name: _value(each) for name, each in question["named"].items()}
            return {"value": _plain(function(*arguments, **named))}
        except self._facade.Refused as refusal:
            return {"refused": str(refusal.reason)[:LONGEST]}
        except Exception as error:
            return {"raised": f"{type(error).__name__}: {error}"[:LONGEST]}


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(each) for each in value]
    if isinstance(value, dict):
        if "time" in value:
            return datetime.fromisoformat(value["time"])
        return {_value(key): _value(each) for key, each in value["pairs"]}
    return value


def _plain(value: Any) -> Any:
    """An answer as JSON: plain values as they are, objects by what they have; of all else the type."""
    if value is None or type(value) in (bool, int, str):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in dataclasses.fields(value)]
        names += [name for name, each in vars(type(value)).items() if isinstance(each, property)]
        return {"fields": {name: _plain(getattr(value, name)) for name in names}}
    return {"other": f"{type(value).__name__} {value!r}"[:LONGEST]}

"""Serves versions of the app of a tree, with its database emptied on demand. Sent into the sandbox as text.

A prepared room has imported the app and asked it a few things before the first version is served; each
version is then a fork, in which the bodies of the functions that differ take the place of the app's own.
"""

import asyncio
import contextlib
import importlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

FRESH = "/__survive__/fresh"
"""Asked of what is around the app, never of the app: put the database back to how the app made it."""

LINES = "/__survive__/lines"
"""Asked of what is around the app: which of its lines ran, by the test that named itself when it began."""

TEST_HEADER = b"x-survive-test"

App = Callable[[dict[str, Any], Any, Callable[[dict[str, Any]], Awaitable[None]]], Awaitable[None]]


def main(argument: dict[str, Any]) -> "Fresh":
    """The app of the tree with the argument's modules laid over it, its settings and a new database."""
    settings = _settings(argument["upstreams"])
    if _prepared is not None and _prepared.becomes(argument["files"], settings):
        return _prepared.app_with_an_empty_database(trace=argument["trace"])
    forget_the_tree()
    if argument["files"]:
        lay_over(argument["files"])
    folder = Path(tempfile.mkdtemp())
    app = _imported(argument["entry"], folder / "boxoffice.db", settings)
    lines = Lines() if argument["trace"] else None
    return Fresh(app, folder / "boxoffice.db", copied(folder / "boxoffice.db"), lines)


def prepare(argument: dict[str, Any]) -> None:
    """Import the app of the tree and ask it what the argument says, so that its forks need not."""
    global _prepared  # noqa: PLW0603 - what a room is prepared for
    settings = _settings(argument["upstreams"])
    with tempfile.TemporaryDirectory() as folder:
        _prepared = Prepared(argument["entry"], Path(folder, "boxoffice.db"), settings)
        asyncio.run(_prepared.practise(argument["questions"]))


def _settings(upstreams: Mapping[str, str]) -> dict[str, str]:
    return {name: os.environ["UPSTREAMS"] + path for name, path in upstreams.items()}


def _imported(entry: str, database: Path, settings: Mapping[str, str]) -> App:
    os.environ.update(settings, DATABASE_URL=f"sqlite:///{database}")
    module, _, name = entry.partition(":")
    app: App = getattr(importlib.import_module(module), name)
    return app


def copied(database: Path) -> sqlite3.Connection:
    """A copy in memory, which a fork may keep."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with contextlib.closing(sqlite3.connect(database)) as made:
        made.backup(copy)
    return copy


def lay_over(files: Mapping[str, str]) -> None:
    """Put a copy of the tree with these modules before it on the path.

    A whole copy: a package with some of its modules only would be passed over for the one in the tree.
    Without bytecode: one of the same second and size would be taken for the version's.
    """
    version = Path(tempfile.mkdtemp(), "version")
    shutil.copytree(Path.cwd(), version, ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in files.items():
        (version / path).parent.mkdir(parents=True, exist_ok=True)
        (version / path).write_text(text, "utf-8")
    sys.path.insert(0, str(version))


def forget_the_tree() -> None:
    """Import it anew, where a prepared room has imported it already."""
    for name, module in [*sys.modules.items()]:
        if str(getattr(module, "__file__", "")).startswith(f"{Path.cwd()}/"):
            del sys.modules[name]


class Prepared:
    """The app of the tree, imported.

    Arguments:
        entry: the app's module and name, with a colon between them.
        database: a new one.
        settings: environment variables that the app reads.
    """

    def __init__(self, entry: str, database: Path, settings: Mapping[str, str]) -> None:
        import sqlalchemy  # noqa: PLC0415 - what the grader imports of this module does not need it

        sqlalchemy.event.listen(sqlalchemy.Engine, "do_connect", self._connect)
        self._settings, self._first, self._database = settings, str(database), database
        self._app = _imported(entry, database, settings)
        self._empty = copied(database)
        root = f"{Path.cwd()}/"
        modules = [one for one in sys.modules.values() if str(getattr(one, "__file__", "")).startswith(root)]
        self._modules = {str(module.__file__).removeprefix(root): module for module in modules}

    def _connect(self, _dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
        if arguments[0] == self._first:  # what the app's engine was told when it was made
            arguments[0] = str(self._database)

    async def practise(self, questions: Sequence[tuple[str, str, Any]]) -> None:
        """Ask the app, whatever it answers: what it works out once it keeps."""
        import httpx2  # noqa: PLC0415 - as above
        import sqlalchemy.orm  # noqa: PLC0415

        app: Any = self._app
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://boxoffice.test") as client:
            for method, path, body in questions:
                await client.request(method, path, json=body)
        sqlalchemy.orm.close_all_sessions()  # and with them their connections

    def becomes(self, files: Mapping[str, str], settings: Mapping[str, str]) -> bool:
        """Whether the app has taken on these modules and settings: only functions and values differ."""
        given = {self._settings[name]: value for name, value in settings.items()}
        values = [
            (module, name, given[value])
            for module in self._modules.values()
            for name, value in vars(module).items()
            if isinstance(value, str) and value in given
        ]
        if len(values) < len(given):
            return False  # it made something else of a setting than a name for it
        try:
            functions = [
                changed for path, text in files.items() for changed in functions_of(self._modules[path], text)
            ]
        except OtherwiseDifferentError:
            return False
        for module, name, value in values:
            setattr(module, name, value)
        for function, code in functions:
            function.__code__ = code
        os.environ.update(settings)
        return True

    def app_with_an_empty_database(self, *, trace: bool) -> "Fresh":
        """The app, in a case of its own."""
        self._database = Path(tempfile.mkdtemp(), "boxoffice.db")
        fresh = Fresh(self._app, self._database, self._empty, Lines() if trace else None)
        fresh.empty_database()
        return fresh


_prepared: Prepared | None = None


class OtherwiseDifferentError(Exception):
    """A module differs in more than the bodies of its functions."""


def functions_of(module: ModuleType, text: str) -> Iterator[tuple[FunctionType, CodeType]]:
    """The functions of an imported module that have other bodies in a text, with the code they have there.

    Raises:
        OtherwiseDifferentError: something else differs: what ran at the import would not be the text's.
    """
    assert module.__spec__ is not None and module.__spec__.loader is not None  # noqa: PT018
    old: CodeType = module.__spec__.loader.get_code(module.__name__)  # type: ignore[attr-defined]
    new = compile(text, old.co_filename, "exec", dont_inherit=True)
    return _differing(vars(module), old, new)


def _differing(
    names: Mapping[str, Any], old: CodeType, new: CodeType
) -> Iterator[tuple[FunctionType, CodeType]]:
    if len(old.co_consts) != len(new.co_consts):
        raise OtherwiseDifferentError(old.co_name)
    for before, after in zip(old.co_consts, new.co_consts, strict=True):
        if not isinstance(before, CodeType) or not isinstance(after, CodeType) or before == after:
            continue
        holder = names.get(before.co_name)
        if isinstance(holder, type):
            yield from _differing(vars(holder), before, after)
        elif isinstance(holder, FunctionType) and holder.__code__ == before and _alike(before, after):
            yield holder, after
        else:
            raise OtherwiseDifferentError(before.co_name)
    consts = tuple(
        before if isinstance(before, CodeType) and isinstance(after, CodeType) else after
        for before, after in zip(old.co_consts, new.co_consts, strict=True)
    )
    if new.replace(co_consts=consts, co_linetable=old.co_linetable, co_firstlineno=old.co_firstlineno) != old:
        raise OtherwiseDifferentError(old.co_name)


def _alike(one: CodeType, other: CodeType) -> bool:
    """Whether two functions are called in the same way."""

    def shape(code: CodeType) -> tuple[object, ...]:
        counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount)
        parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return code.co_name, counts, parameters, code.co_flags, code.co_freevars

    return shape(one) == shape(other)


class Lines:
    """Notes which lines of the tree run, test by test."""

    def __init__(self) -> None:
        self.ran: dict[str, dict[str, set[int]]] = {}
        self._now: dict[str, set[int]] = {}
        self._root = f"{Path.cwd()}/"
        self._tracers: dict[str, Any] = {}
        trace = self._tracer_of_calls()
        # For this thread, which serves, and for those that plain handlers run in.
        threading.settrace(trace)
        sys.settrace(trace)

    def begin(self, test: str) -> None:
        """Note from here on for a test of that name."""
        self._now = self.ran.setdefault(test, {})

    def _tracer_of_calls(self) -> Any:
        """Called at every call of a function, whosever it is: nothing but a look at where it stands."""
        tracers, find = self._tracers, self._find

        def call(frame: FrameType, _event: str, _: object) -> Any:
            name = frame.f_code.co_filename
            return tracers[name] if name in tracers else find(name)

        return call

    def _find(self, name: str) -> Any:
        """What traces the lines of a file: nothing, where it is none of the app's."""
        traced = name.startswith(self._root)
        self._tracers[name] = self._tracer_of_lines(name.removeprefix(self._root)) if traced else None
        return self._tracers[name]

    def _tracer_of_lines(self, path: str) -> Any:
        def line(frame: FrameType, event: str, _: object) -> Any:
            if event == "line":
                self._now.setdefault(path, set()).add(frame.f_lineno)
            return line

        return line

    def answer(self) -> bytes:
        """What ran so far, as JSON: lines by path by test."""
        ran = {
            test: {path: sorted(lines) for path, lines in paths.items()} for test, paths in self.ran.items()
        }
        return json.dumps(ran).encode()


class Fresh:
    """An app, and beside it one path that empties its database and one that says what ran."""

    def __init__(self, app: App, database: Path, empty: sqlite3.Connection, lines: Lines | None) -> None:
        self.app, self.database, self.empty, self.lines = app, database, empty, lines

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        path = scope["path"] if scope["type"] == "http" else None
        if path == FRESH:
            self.empty_database()
            if self.lines:
                self.lines.begin(dict(scope["headers"]).get(TEST_HEADER, b"").decode())
            await answer(send, 204, b"")
        elif path == LINES and self.lines:
            await answer(send, 200, self.lines.answer())
        else:
            await self.app(scope, receive, send)

    def empty_database(self) -> None:
        """Put it back to how the app made it."""
        with contextlib.closing(sqlite3.connect(self.database)) as used:
            self.empty.backup(used)


async def answer(send: Any, status: int, body: bytes) -> None:
    """Send a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})

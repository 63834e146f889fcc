"""The app of any stage, running, for the cells of a lesson: ask it, turn its dials, see its SQL."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from autograder.bench import _inside, _script
from autograder.sandbox import JSON, Answer, Failure, Isolation, Program, Sandbox
from autograder.stages import before
from autograder.syllabus import load
from autograder.tree import SourceTree
from autograder.upstreams import Upstreams, UpstreamServer

ENTRY = "boxoffice.main:app"

_PORT = 9000
"""Where the app finds its upstreams; without isolation the sandbox puts a free port in its place."""

NOBODY = "http://127.0.0.1:1/payments"
"""An address at which nobody listens."""


class NoAnswerError(RuntimeError):
    """The app did not start, died or took too long. The message says which, in one line."""


@dataclass(frozen=True)
class Query:
    """One statement of SQL.

    Arguments:
        sql: as it was sent, with placeholders.
        path, line: the line of the app that asked for it; None where none did.
    """

    sql: str
    path: str | None
    line: int | None


@dataclass(frozen=True)
class LineRun:
    """A line that ran: where, and how often."""

    path: str
    line: int
    times: int


@dataclass(frozen=True)
class Record:
    """What the last request did: its lines in the order of their first run, and its SQL in order."""

    lines: tuple[LineRun, ...]
    queries: tuple[Query, ...]


class LiveApp:
    """An app that runs in a process of its own, with upstreams of its own and an empty database.

    Use it as a context manager, or call `close` when done.

    Arguments:
        tree: the app.
        entry: `module:name` of an ASGI or WSGI app, or of a `create_app` that makes one.
        lines: whether to note the lines that run; it makes the app some ten times slower.
        seconds: time limit for each answer.
        backup: whether it is told of the second payment service.
        main_down: whether nobody listens at the address of the first.
    """

    upstreams: Upstreams

    def __init__(
        self,
        tree: SourceTree,
        *,
        entry: str = ENTRY,
        lines: bool = False,
        seconds: float = 30.0,
        backup: bool = False,
        main_down: bool = False,
    ) -> None:
        self.tree = tree
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="upstreams-")))
            socket = folder / "upstreams.sock"
            server = stack.enter_context(UpstreamServer(unix_socket=socket))
            self.upstreams = stack.enter_context(server.tenant())
            env = self.upstreams.env(base=f"http://127.0.0.1:{_PORT}", backup=backup)
            if main_down:
                env["PAYMENTS_URL"] = NOBODY
            env = {**env, "DATABASE_URL": f"sqlite:///{folder}/boxoffice.db"}
            self._room = stack.enter_context(plain_sandbox().room(tree, env=env, forward={_PORT: socket}))
            argument: JSON = {"entry": entry, "lines": lines}
            self._served = stack.enter_context(self._room.serve(_PROGRAM, argument, seconds=seconds))
            if self._served.failure is not None:
                raise NoAnswerError(_said(self._served.failure))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the app and its upstreams."""
        self._stack.close()

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, **params: Any) -> Answer:
        """Ask with GET; further keywords become the query (`app.get("/quote", event_id=1, lines="1:2")`)."""
        query = f"?{urlencode(params)}" if params else ""
        return self.request("GET", path + query, headers=headers)

    def post(self, path: str, json: Any = None, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask with POST."""
        return self.request("POST", path, json=json, headers=headers)

    def request(
        self, method: str, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request.

        Arguments:
            method: of HTTP.
            path: path and query.
            json: the body, if any.
            headers: further headers.

        Raises:
            NoAnswerError: no answer came.
        """
        answer = self._served.request(method, path, json=json, headers=headers)
        if isinstance(answer, Failure):
            raise NoAnswerError(_said(answer))
        return answer

    def run_script(self, path: str, *arguments: str, files: Mapping[str, str] | None = None) -> str:
        """Run a script of the app beside it, on the same database and upstreams. Returns what it printed.

        Arguments:
            path: in the tree.
            arguments: of its command line.
            files: texts by name, which it finds in its working folder.

        Raises:
            NoAnswerError: it failed.
        """
        argument: JSON = {"path": path, "arguments": list(arguments), "files": dict(files or {})}
        outcome = self._room.run(_SCRIPT, argument, seconds=_SCRIPT_SECONDS)
        if isinstance(outcome, Failure):
            raise NoAnswerError(_said(outcome))
        return outcome.output

    def queries(self) -> tuple[Query, ...]:
        """The SQL of the last request, in order."""
        return self.record().queries

    def record(self) -> Record:
        """What the last request did. Lines are noted only if that was asked for."""
        data: Any = self.request("GET", _inside.RECORD_PATH).json()
        return Record(
            lines=tuple(LineRun(*line) for line in data["lines"]),
            queries=tuple(Query(**query) for query in data["queries"]),
        )


_PROGRAM = Program("watched app", Path(_inside.__file__).read_text("utf-8"))
_SCRIPT = Program("script", Path(_script.__file__).read_text("utf-8"))
_SCRIPT_SECONDS = 90.0


@cache
def plain_sandbox() -> Sandbox:
    """One for all apps of a kernel, which import their packages once. It ends with the kernel."""
    return Sandbox(Isolation.NONE, warm=("fastapi", "sqlalchemy", "requests"))


def _said(failure: Failure) -> str:
    place = f" ({failure.path}, line {failure.line})" if failure.path else ""
    return f"{failure.message}{place}"


def live_app(
    app: str | int | Path | SourceTree | None = None,
    *,
    entry: str = ENTRY,
    lines: bool = False,
    backup: bool = False,
    main_down: bool = False,
) -> LiveApp:
    """Run an app.

    Arguments:
        app: a lesson, for the app as it finds it (`"00"` is the messy app); or a folder, or a tree. By
            default the current folder, which in a lesson is the one that its cells write into.
        entry: what is served: `module:name` of an app, or of a `create_app(settings, ports)`. Flask and
            Django do as well as FastAPI.
        lines: whether to note the lines that run.
        backup: whether it is told of the second payment service, for an app of lesson 09.
        main_down: whether nobody listens at the address of the first.

    Raises:
        NoAnswerError: it does not start; the message says why, with the line.
    """
    return LiveApp(tree_of(app), entry=entry, lines=lines, backup=backup, main_down=main_down)


def tree_of(app: str | int | Path | SourceTree | None) -> SourceTree:
    """An app as a lesson names it: by a lesson, a folder or a tree; None is the current folder."""
    if isinstance(app, SourceTree):
        return app
    if app is None or isinstance(app, Path):
        return SourceTree.from_folder(app or Path.cwd(), ("boxoffice/**/*.py", "scripts/**/*.py"))
    return before(load().lesson(app))

"""Counts what an app asks of SQLite: statements, the rows they give, steps of the virtual machine.

Sent into the sandbox as text. It is armed before the app is imported, and sits at the connections themselves,
below any library; an audit hook, which nobody can take away, tells of those that are made by another road.
"""

import _posixsubprocess
import itertools
import re
import sqlite3
import sys
import threading
import types
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine, event

MOST_LOOKED_AT = 300
"""Statements that are told with their rows and plans; all are counted."""

MOST_ROWS = 50_000
LONGEST = 600
"""Characters of a statement that are told."""

ELSEWHERE = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec", "os.system", "ctypes.dlopen")
"""What an app does that wants to ask where nobody counts."""

CONTROL = ("begin", "commit", "rollback", "savepoint", "release", "end")
READING = ("select", "with", "values")
MAKING = ("alter", "analyze", "attach", "create", "drop", "reindex", "vacuum")
"""First words of statements that change what the tables have, or where they lie."""

_UNSAID = re.compile(r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^]]*\]""", re.DOTALL)
"""Comments, texts, and names in quotes."""

_INNERMOST = re.compile(r"\([^()]*\)")
_ORDERED = re.compile(r"\border\s+by\b")
_CHANGING = re.compile(r"\b(?:delete|insert|update|replace\s+into)\b")

_frame: Callable[[int], types.FrameType | None] = sys._getframe
_connect, _islice = sqlite3.connect, itertools.islice


class Count:
    """What is counted until it is told, and whether somebody meddled with the counting.

    Arguments:
        database: the path of the app's database.
        root: of the app's own files, with a slash at its end.

    Attributes:
        turned: whether rows that no `order by` puts in order come turned round.
    """

    def __init__(self, database: str, root: str) -> None:
        self._database, self._root = database, root
        self._own = threading.local()
        self._statements: list[tuple[str, tuple[str, int] | None]] = []
        self._queries = self._steps = self._control = self._engine = 0
        self._fetched_rows = self._fetched_size = 0
        self._changed: str | None = None
        self._touched: str | None = None
        self._armed: Any = None
        self.turned = False

    def arm(self) -> None:
        """Put the counting in place. Before any code of the app is imported."""
        self._armed = _armed(self._traced, self._stepped, self._fetched, self._touch, lambda: self.turned)

        def connect(*arguments: Any, **options: Any) -> Any:
            return _connect(*arguments, **{"factory": self._armed, **options})

        self._patched = connect
        for module in (sqlite3, sqlite3.dbapi2):
            setattr(module, "connect", connect)  # noqa: B010 - a module's function has no other type
        fork_exec = _posixsubprocess.fork_exec

        def told_fork_exec(*arguments: Any) -> Any:
            self._touch("another process")
            return fork_exec(*arguments)

        setattr(_posixsubprocess, "fork_exec", told_fork_exec)  # noqa: B010 - no audit event tells of it
        event.listen(Engine, "after_cursor_execute", self._executed)
        sys.addaudithook(self._audited)

    def own(self) -> sqlite3.Connection:
        """A connection of our own, on which nothing is counted."""
        self._own.connects = True
        try:
            return _connect(self._database)
        finally:
            self._own.connects = False

    def told(self) -> dict[str, Any]:
        """What was asked since it was last told: each statement with its rows and its plan, and the steps."""
        statements, queries, steps = self._statements, self._queries, self._steps
        if self._engine > queries + self._control:
            self._touch("the counting of a connection")
        self._statements, self._queries, self._steps, self._control, self._engine = [], 0, 0, 0, 0
        if sqlite3.connect is not self._patched or sqlite3.dbapi2.connect is not self._patched:
            self._touch("sqlite3.connect")
        if not event.contains(Engine, "after_cursor_execute", self._executed):
            self._touch("the listener of the engine")
        connection = self.own()
        try:
            looked = [{**_looked_at(connection, sql), "place": place} for sql, place in statements]
        finally:
            connection.close()
        fetched, self._fetched_rows, self._fetched_size = (self._fetched_rows, self._fetched_size), 0, 0
        changed, self._changed = self._changed, None
        return {
            "statements": looked,
            "queries": queries,
            "steps": steps,
            "fetched": fetched,
            "changed": changed,
            "touched": self._touched,
        }

    def _touch(self, what: str) -> None:
        self._touched = self._touched or what

    def _executed(self, *_: Any) -> None:
        self._engine += 1

    def _audited(self, name: str, arguments: Sequence[Any]) -> None:
        if name == "sqlite3.connect/handle" and not getattr(self._own, "connects", False):
            if type(arguments[0]) is not self._armed:
                self._touch("sqlite3.connect")
        elif name in ELSEWHERE:
            self._touch(name)
        elif name == "open" and str(arguments[0]).startswith(self._database):
            self._touch("the database's file")

    def _traced(self, sql: str) -> None:
        if _first_word(sql) in CONTROL:
            self._control += 1
            return
        self._queries += 1
        if self._changed is None and _changes(sql):
            self._changed = sql[:LONGEST]
        if self._queries <= MOST_LOOKED_AT:
            self._statements.append((sql, self._place()))

    def _place(self) -> tuple[str, int] | None:
        """The line of the app that asks, the innermost one."""
        frame = _frame(1)
        while frame is not None and not frame.f_code.co_filename.startswith(self._root):
            frame = frame.f_back
        return (frame.f_code.co_filename.removeprefix(self._root), frame.f_lineno) if frame else None

    def _fetched(self, rows: Sequence[Any]) -> None:
        """What the app was given, whatever another connection would be."""
        self._fetched_rows += len(rows)
        self._fetched_size += sum(map(_size, rows))

    def _stepped(self) -> int:
        self._steps += 1
        return 0


def _armed(
    traced: Callable[[str], None],
    stepped: Callable[[], int],
    fetched: Callable[[Sequence[Any]], None],
    touch: Callable[[str], None],
    turned: Callable[[], bool],
) -> type[sqlite3.Connection]:
    """Connections that are counted, and whose counting an app cannot take away unseen."""

    class Turning(sqlite3.Cursor):
        def execute(self, sql: str, *values: Any) -> Any:
            return super().execute(in_no_order(sql) if turned() else sql, *values)

        def fetchone(self) -> Any:
            row = super().fetchone()
            fetched([] if row is None else [row])
            return row

        def fetchmany(self, *many: Any, **named: Any) -> Any:
            rows = super().fetchmany(*many, **named)
            fetched(rows)
            return rows

        def fetchall(self) -> Any:
            rows = super().fetchall()
            fetched(rows)
            return rows

        def __next__(self) -> Any:
            row = super().__next__()
            fetched([row])
            return row

    class Armed(sqlite3.Connection):
        def cursor(self, factory: Any = Turning) -> Any:
            return super().cursor(factory)

        def execute(self, *statement: Any) -> Any:
            return self.cursor().execute(*statement)  # sqlite3's own would take a cursor that is not ours

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            super().set_trace_callback(traced)
            super().set_progress_handler(stepped, 1)

        def set_trace_callback(self, *_: Any) -> None:
            touch("a connection's trace callback")

        def set_progress_handler(self, *_: Any) -> None:
            touch("a connection's progress handler")

    return Armed


def in_no_order(sql: str) -> str:
    """A statement whose rows come from the last to the first: who asks for no order may get them so.

    One that has an `order by` of its own is left as it is, and so is one that does not read.
    """
    said = _outermost(sql)
    if _first_word(sql) not in READING or _ORDERED.search(said) or _changes(sql):
        return sql
    return f"select * from ({sql.rstrip().rstrip(';')}\n) order by row_number() over () desc"  # noqa: S608 - it is the app's own


def _changes(sql: str) -> bool:
    """Whether a statement changes rows, tables or indexes."""
    return _first_word(sql) in MAKING or bool(_CHANGING.search(_outermost(sql)))


def _size(row: Any) -> int:
    """The characters of a row; what a row factory has made of it counts as it is written."""
    values = row if isinstance(row, tuple | list | sqlite3.Row) else [row]
    return sum(len(str(value)) for value in values)


def _outermost(sql: str) -> str:
    """What a statement itself says, in lower case: without comments, quotes and all that is in brackets."""
    text, more = _UNSAID.sub(" ", sql.lower()), 1
    while more:
        text, more = _INNERMOST.subn(" ", text)
    return text


def _first_word(sql: str) -> str:
    """In lower case, without the comments before it."""
    rest = sql.lstrip(" \t\r\n(;")
    while rest.startswith(("--", "/*")):
        _, _, rest = rest.partition("\n" if rest.startswith("--") else "*/")
        rest = rest.lstrip(" \t\r\n(;")
    return rest.split(None, 1)[0].rstrip(";").lower() if rest else ""


def _looked_at(connection: sqlite3.Connection, sql: str) -> dict[str, Any]:
    """A statement, and if it reads: how many rows and characters it gives, and its plan. None: it cannot be
    said, because the statement does not stand alone."""
    told: dict[str, Any] = {"sql": sql[:LONGEST], "rows": 0, "size": 0, "plan": []}
    if _first_word(sql) not in READING:
        return told
    try:
        plan = connection.execute(f"explain query plan {sql}").fetchall()
        told["plan"] = [str(line[3])[:LONGEST] for line in plan[:20]]
        for row in _islice(connection.execute(sql), MOST_ROWS):
            told["rows"] += 1
            told["size"] += _size(row)
    except sqlite3.Error:
        told.update(rows=None, size=None)
    return told

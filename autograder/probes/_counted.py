"""Serve an app and count what each request asks of its database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.probes._beside import RoomMaker, beside_upstreams
from autograder.probes._inside import program
from autograder.probes._serving import ENTRY, START_SECONDS
from autograder.probes.inside.counted_app import COUNTED, FILL, SCHEMA, TURN
from autograder.sandbox import JSON, Answer, Failure, Served
from autograder.tree import SourceTree
from autograder.upstreams import Upstreams

LONGEST = 200
"""Characters of a name or message."""

Rows = Sequence[tuple[str, Sequence[Sequence[JSON]]]]
"""Statements with placeholders, each with the rows that it is run for."""


@dataclass(frozen=True)
class Statement:
    """One statement that reached the database.

    Arguments:
        sql: with its values in it.
        rows: how many rows it gives; None where it does not stand alone.
        size: characters in all of them together.
        plan: how SQLite goes about it, line by line; empty for what does not read.
        path, line: the line of the app that asked, the innermost one; None where it cannot be told.
    """

    sql: str
    rows: int | None
    size: int | None
    plan: tuple[str, ...]
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Tally:
    """What was asked of the database.

    Arguments:
        statements: in order, without begin, commit and the like; of very many the first.
        queries: how many there were.
        steps: of SQLite's virtual machine, for all of them.
        touched: what of the counting was meddled with.
        fetched: the rows, and the characters in them, that the app was given.
        changed: the first statement that changed rows, tables or indexes.
    """

    statements: tuple[Statement, ...]
    queries: int
    steps: int
    touched: str | None = None
    fetched: tuple[int, int] = (0, 0)
    changed: str | None = None

    @property
    def stands_alone(self) -> bool:
        """Whether each statement says the same when another connection runs it."""
        return all(statement.rows is not None for statement in self.statements)

    @property
    def rows(self) -> int:
        """How many rows all of them gave: to another connection, or to the app if it was given more."""
        return max(self.fetched[0], sum(statement.rows or 0 for statement in self.statements))

    @property
    def size(self) -> int:
        """How many characters stood in the rows."""
        return max(self.fetched[1], sum(statement.size or 0 for statement in self.statements))


@dataclass(frozen=True)
class CountedApp:
    """An app that is being served, whose database is watched. Made by `counted_app`.

    Arguments:
        served: the app.
        upstreams: its payments, mail and partners.
    """

    served: Served
    upstreams: Upstreams

    @property
    def failure(self) -> Failure | None:
        """Why the app did not start."""
        return self.served.failure

    def ask(self, method: str, path: str, json: JSON = None) -> Answer | Failure:
        """Send a request, whatever it asks of the database."""
        return self.served.request(method, path, json=json)

    def fill(self, rows: Rows) -> str | None:
        """Change the database past the app. Returns why it could not be changed."""
        statements: JSON = [[sql, [[*row] for row in each]] for sql, each in rows]
        answer = self.served.request("POST", FILL, json=statements)
        if isinstance(answer, Failure):
            return answer.message
        error = _fields(answer).get("error", "no answer")
        return None if error is None else str(error)[:LONGEST]

    def turn(self) -> None:
        """From now on rows that no `order by` puts in order come from the last to the first."""
        self.served.request("POST", TURN)

    def schema(self) -> frozenset[str]:
        """What its tables have: `column orders.email varchar(200)`, `index tickets (code)`,
        `index tickets (unique code)`.

        Returns:
            empty if it does not say.
        """
        answer = self.served.request("GET", SCHEMA)
        try:
            said: Any = answer.json() if isinstance(answer, Answer) else []
            told = [(str(kind), str(table), str(of)) for kind, table, of in said]
        except (TypeError, ValueError):
            return frozenset()
        shapes = {"column": "column {}.{}", "index": "index {} ({})"}
        return frozenset(shapes[kind].format(table, of) for kind, table, of in told if kind in shapes)

    def counted(self) -> Tally:
        """What was asked of the database since this was asked last."""
        answer = self.served.request("GET", COUNTED)
        if isinstance(answer, Failure):
            return Tally((), 0, 0, "the counting")
        try:
            return _tally(_fields(answer))
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
            return Tally((), 0, 0, "the counting")


def _fields(answer: Answer) -> dict[str, Any]:
    """What the program around the app said. Learner code ran beside it: anything may stand there."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _tally(said: dict[str, Any]) -> Tally:
    touched, changed = (
        None if said[each] is None else str(said[each])[:LONGEST] for each in ("touched", "changed")
    )
    rows, size = said["fetched"]
    return Tally(
        tuple(_statement(each) for each in said["statements"]),
        int(said["queries"]),
        int(said["steps"]),
        touched,
        (int(rows), int(size)),
        changed,
    )


def _statement(said: dict[str, Any]) -> Statement:
    path, line = said["place"] or (None, None)
    return Statement(
        str(said["sql"]),
        None if said["rows"] is None else int(said["rows"]),
        None if said["size"] is None else int(said["size"]),
        tuple(str(line) for line in said["plan"]),
        None if path is None else str(path)[:LONGEST],
        None if line is None else int(line),
    )


@contextmanager
def counted_app(room: RoomMaker, tree: SourceTree) -> Iterator[CountedApp]:
    """Serve `boxoffice.main:app` of a tree with an empty database and upstream services of its own.

    Arguments:
        room: makes a room for a tree; takes `env` and `forward` as `Sandbox.room` does.
        tree: the app.
    """
    with ExitStack() as stack:
        beside = stack.enter_context(beside_upstreams(room, tree))
        upstreams = stack.enter_context(beside.server.tenant())
        # Paths alone: on which port the room finds the server, the room knows.
        argument: JSON = {"upstreams": {**upstreams.env("/")}, "entry": ENTRY}
        serving = beside.room.serve(program("counted_app", "counting"), argument, seconds=START_SECONDS)
        yield CountedApp(stack.enter_context(serving), upstreams)

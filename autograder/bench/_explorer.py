"""The app explorer: what one request makes the app do. It decides; another shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from autograder.bench._live import LiveApp
from autograder.bench._requests import Example
from autograder.facts import Concern, LineConcern, concerns, parse
from autograder.show import CONCERNS
from autograder.tree import SourceTree


@dataclass(frozen=True)
class RunLine:
    """One line of the app that ran.

    Arguments:
        path, line: where it is, counted from 1.
        text: the line itself.
        function: the qualified name of the function it stands in.
        concern: what it is about.
        times: how often it ran.
    """

    path: str
    line: int
    text: str
    function: str
    concern: Concern
    times: int


@dataclass(frozen=True)
class Statement:
    """Statements of SQL that differ in their values only: where the first was asked for, and how many."""

    sql: str
    place: str
    times: int


@dataclass(frozen=True)
class UpstreamCall:
    """One request to another service, with the status of its answer (None for no answer)."""

    service: str
    method: str
    path: str
    status: int | None


@dataclass(frozen=True)
class Explored:
    """What one request made the app do.

    Arguments:
        method, path: of the request.
        status: of the answer.
        lines: that ran, in the order of their files and numbers.
        statements: SQL, in the order of the first of each.
        calls: to other services, in order.
    """

    method: str
    path: str
    status: int
    lines: tuple[RunLine, ...]
    statements: tuple[Statement, ...]
    calls: tuple[UpstreamCall, ...]

    @property
    def counts(self) -> Mapping[Concern, int]:
        """How many of the lines are about what, the most first."""
        return dict(Counter(line.concern for line in self.lines).most_common())

    @property
    def queries(self) -> int:
        """How many statements of SQL were sent."""
        return sum(statement.times for statement in self.statements)


def explore(app: LiveApp, example: Example) -> Explored:
    """Send one request and read what it did.

    Arguments:
        app: runs with its lines noted.
        example: the request, and what has to be there before it.
    """
    method, path, body = example.prepare(app)
    app.upstreams.clear_record()
    answer = app.request(method, path, json=body)
    record = app.record()
    about = _about(app.tree)
    return Explored(
        method=method,
        path=path,
        status=answer.status,
        lines=tuple(
            _run_line(app.tree, about[run.path, run.line], run.times)
            for run in sorted(record.lines, key=lambda run: (run.path, run.line))
            if (run.path, run.line) in about
        ),
        statements=tuple(_grouped((query.sql, f"{query.path}:{query.line}") for query in record.queries)),
        calls=tuple(
            UpstreamCall(call.service, call.method, call.path, call.status) for call in app.upstreams.record
        ),
    )


@lru_cache(maxsize=8)
def _about(tree: SourceTree) -> Mapping[tuple[str, int], LineConcern]:
    return {(found.path, found.line): found for found in concerns(parse(tree))}


def _run_line(tree: SourceTree, about: LineConcern, times: int) -> RunLine:
    text = tree[about.path].splitlines()[about.line - 1]
    return RunLine(about.path, about.line, text, about.function, about.concern, times)


def _grouped(queries: Iterator[tuple[str, str]]) -> Iterator[Statement]:
    places: dict[str, list[str]] = {}
    for sql, place in queries:
        # Values written into the text hide that it is one statement.
        shape = re.sub(r"'[^']*'|\b\d+\b", "?", " ".join(sql.split()))
        places.setdefault(shape, []).append(place)
    for shape, found in places.items():
        yield Statement(shape, found[0], len(found))


def sentence(explored: Explored) -> str:
    """What to look at, in one sentence."""
    files = len({line.path for line in explored.lines})
    counts = explored.counts
    about = ", ".join(f"{counts[name]} {name}" for name in CONCERNS if counts.get(name))
    asked = f"{explored.method} {explored.path} answered {explored.status}"
    ran = f"{_count(len(explored.lines), 'line', 'lines')} in {_count(files, 'file', 'files')} ran ({about})"
    sent = (
        f"{_count(explored.queries, 'query', 'queries')} and {_count(len(explored.calls), 'call', 'calls')}"
    )
    return f"{asked}: {ran}, with {sent} of other services{_repeated(explored)}."


_MANY = 3


def _repeated(explored: Explored) -> str:
    most = max(explored.statements, key=lambda statement: statement.times, default=None)
    if most is None or most.times < _MANY:
        return ""
    return f"; {most.times} of the queries are one statement again and again"


def _count(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"

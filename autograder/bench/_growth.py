"""What grows with the events of a list, in three ways to make it; counted on a database made here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

TIERS, ORDERS = 3, 10
"""For each event: its tiers, and its orders of one line each."""

SIZES = (10, 25, 50, 100, 150, 200)
MOST_EVENTS = SIZES[-1]

STEPS_PER_MS = 50_000
"""Steps of the virtual machine in a millisecond, about what a laptop does."""

EVERY = 100
"""Steps between two looks; fewer would take longer to count than to do."""


class Way(StrEnum):
    """How the list asks."""

    EACH = "a query each"
    ONE = "one query"
    INDEXED = "one query and an index"


@dataclass(frozen=True)
class Growth:
    """A list of events, made in one way.

    Arguments:
        way: how.
        events: how many.
        queries: how often it asked.
        steps: of SQLite's virtual machine, in hundreds.
        plan: how SQLite finds what is taken of a tier.
    """

    way: Way
    events: int
    queries: int
    steps: int
    plan: tuple[str, ...]

    def milliseconds(self, round_trip: float) -> float:
        """How long it takes.

        Arguments:
            round_trip: of one question to the database and back, in milliseconds.
        """
        return self.queries * round_trip + self.steps / STEPS_PER_MS


_SCHEMA = """
create table events (id integer primary key, title text);
create table tiers (id integer primary key, event_id integer, seats integer);
create table order_lines (id integer primary key, tier_id integer, quantity integer);
"""
_TAKEN = "select coalesce(sum(quantity), 0) from order_lines where tier_id = "
_LIST = f"select e.id, t.id, t.seats - ({_TAKEN} t.id) from events e join tiers t on t.event_id = e.id"  # noqa: S608 - texts of ours

_Ask = Callable[..., list[tuple[int, ...]]]


@cache
def grown(way: Way, events: int) -> Growth:
    """Make the list of so many events, and count."""
    with closing(_filled(events, indexed=way is Way.INDEXED)) as database:
        asked = steps = 0

        def step() -> int:
            nonlocal steps
            steps += EVERY
            return 0

        def ask(sql: str, *values: int) -> list[tuple[int, ...]]:
            nonlocal asked
            asked += 1
            return database.execute(sql, values).fetchall()

        database.set_progress_handler(step, EVERY)
        (_each if way is Way.EACH else _at_once)(ask)
        database.set_progress_handler(None, 0)
        plan = database.execute(f"explain query plan {_TAKEN} 1").fetchall()
        return Growth(way, events, asked, steps, tuple(str(line[3]) for line in plan))


def _filled(events: int, *, indexed: bool) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.executescript(_SCHEMA)
    # SQLite would make an index for one query and throw it away: kind, and not what is to be seen here.
    database.execute("pragma automatic_index = off")
    database.executemany("insert into events values (?, ?)", ((n, f"Concert {n}") for n in range(events)))
    database.executemany(
        "insert into tiers values (?, ?, 200)", ((n, n // TIERS) for n in range(TIERS * events))
    )
    database.executemany(
        "insert into order_lines values (?, ?, 2)",
        ((n, n % (TIERS * events)) for n in range(ORDERS * events)),
    )
    database.execute("create index tiers_of on tiers (event_id)")
    if indexed:
        database.execute("create index lines_of on order_lines (tier_id)")
    return database


def _each(ask: _Ask) -> None:
    for (event,) in ask("select id from events"):
        for tier, _ in ask("select id, seats from tiers where event_id = ?", event):
            ask(f"{_TAKEN} ?", tier)


def _at_once(ask: _Ask) -> None:
    ask(_LIST)


def sentence(way: Way, events: int, round_trip: float) -> str:
    """What to look at."""
    growth = grown(way, events)
    took, doubled = growth.milliseconds(round_trip), grown(way, max(events // 2, 1)).milliseconds(round_trip)
    steeper = took / doubled if doubled else 1.0
    queries = "1 query" if growth.queries == 1 else f"{growth.queries:,} queries"
    return (
        f"{way.capitalize()}, {events} events: {queries}, {growth.steps:,} steps, about {told(took)}. "
        f"Half as many events took {told(doubled)}: twice the events, {steeper:.1f} times as long."
    )


def told(milliseconds: float) -> str:
    """A time in words."""
    if milliseconds >= 1000:  # noqa: PLR2004 - a second
        return f"{milliseconds / 1000:.1f} s"
    return f"{milliseconds:.0f} ms" if milliseconds >= 1 else f"{milliseconds:.1f} ms"

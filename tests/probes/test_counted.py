"""What a counted app asks of its database: by whatever library, at whatever size; and who meddles is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from autograder.probes import CountedApp, Tally, counted_app
from autograder.probes.inside.counting import in_no_order
from autograder.sandbox import Answer, Sandbox, default_isolation
from autograder.tree import SourceTree

MAIN = """
import os
import sqlite3

from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

URL = os.environ["DATABASE_URL"]
PATH = URL.removeprefix("sqlite:///")
engine = create_engine(URL, poolclass=NullPool)
with engine.begin() as made:
    made.execute(text("create table seats (id integer primary key, row integer, name text)"))

app = FastAPI()


@app.get("/sqlalchemy")
def by_sqlalchemy():
    with engine.connect() as connection:
        return [name for (name,) in connection.execute(text("select name from seats where row = 7"))]


@app.get("/beside")
def beside():
    with sqlite3.connect(PATH) as connection:
        return connection.execute("select count(*) from seats where id < 10").fetchone()[0]


@app.get("/names")
def names():
    with sqlite3.connect(PATH) as connection:
        return [name for (name,) in connection.execute("select name from seats where row = 7")]


@app.get("/meddle")
def meddle():
    DOES
    return "done"
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=default_isolation()) as sandbox:
        yield sandbox


@contextmanager
def counted(sandbox: Sandbox, does: str = "pass") -> Iterator[CountedApp]:
    tree = SourceTree({"boxoffice/__init__.py": "", "boxoffice/main.py": MAIN.replace("DOES", does)})
    with counted_app(sandbox.room, tree) as app:
        assert app.failure is None
        app.counted()
        yield app


def asked(app: CountedApp, path: str) -> Tally:
    answer = app.ask("GET", path)
    assert isinstance(answer, Answer)
    assert answer.status == 200, answer.raised
    return app.counted()


def said(app: CountedApp, path: str) -> Any:
    answer = app.ask("GET", path)
    assert isinstance(answer, Answer)
    return answer.json()


def seats(count: int) -> tuple[tuple[str, list[list[int | str]]], ...]:
    rows: list[list[int | str]] = [[number % 10, f"seat {number}"] for number in range(count)]
    return (("insert into seats (row, name) values (?, ?)", rows),)


def test_statements_rows_plans_and_places_are_told(sandbox: Sandbox) -> None:
    with counted(sandbox) as app:
        assert app.fill(seats(100)) is None
        tally = asked(app, "/sqlalchemy")
    (statement,) = tally.statements
    assert (statement.sql, statement.rows) == ("select name from seats where row = 7", 10)
    assert statement.size == len("seat 7") + 9 * len("seat 17")
    assert statement.plan == ("SCAN seats",)
    assert (statement.path, statement.line) == ("boxoffice/main.py", 21)
    assert tally.queries == 1
    assert tally.touched is None


def test_steps_follow_the_size_of_a_table_that_is_read_from_end_to_end(sandbox: Sandbox) -> None:
    with counted(sandbox) as app:
        app.fill(seats(100))
        small = asked(app, "/sqlalchemy").steps
        app.fill(seats(900))
        assert asked(app, "/sqlalchemy").steps > 7 * small


def test_a_connection_beside_sqlalchemy_is_counted_too(sandbox: Sandbox) -> None:
    with counted(sandbox) as app:
        app.fill(seats(20))
        tally = asked(app, "/beside")
    assert [statement.sql for statement in tally.statements] == ["select count(*) from seats where id < 10"]
    assert tally.steps > 0


def test_what_the_app_asks_between_two_requests_counts_for_the_next(sandbox: Sandbox) -> None:
    with counted(sandbox) as app:
        app.ask("GET", "/beside")
        assert asked(app, "/beside").queries == 2


def test_rows_that_nobody_puts_in_order_come_turned_round_once_they_are_told_to(sandbox: Sandbox) -> None:
    with counted(sandbox) as app:
        app.fill(seats(40))
        names = ["seat 7", "seat 17", "seat 27", "seat 37"]
        assert said(app, "/sqlalchemy") == names
        app.turn()
        assert said(app, "/sqlalchemy") == said(app, "/names") == names[::-1]
        assert said(app, "/beside") == 9
        assert app.counted().touched is None


@pytest.mark.parametrize(
    "sql",
    [
        "select name from seats order by name",
        "select name from seats where row in (select 7) /* the last */ Order\n  By name",
        "insert into seats (row) values (1) returning id",
        "with old as (select id from seats) delete from seats where id in old",
        "update seats set row = 1",
        "begin",
    ],
)
def test_what_has_an_order_or_does_not_read_is_left_as_it_is(sql: str) -> None:
    assert in_no_order(sql) == sql


@pytest.mark.parametrize(
    "sql",
    [
        "select 2 as n union select 1;",
        "values (1), (2) -- of orders",
        "with a as (select 1) select * from a",
        " -- the lines of each order\nselect 1 union select 2 /* order by 1 */",
        "select 'it''s in order by luck' union select '('",
        'select 1 as "order by", 2 as [delete], 3 as `update`',
        "select 1, row_number() over (order by 1)",
        "with a as (select 1 as n union select 2 order by n) select replace(n, 1, 3) from a",
    ],
)
def test_what_reads_without_an_order_still_stands(sql: str) -> None:
    connection = sqlite3.connect(":memory:")
    assert in_no_order(sql) != sql
    rows = connection.execute(sql).fetchall()
    assert connection.execute(in_no_order(sql)).fetchall() == rows[::-1]


def test_filling_is_not_counted_and_says_why_it_failed(sandbox: Sandbox) -> None:
    with counted(sandbox) as app:
        app.fill(seats(5))
        assert app.counted().queries == 0
        assert "no such table: chairs" in str(app.fill((("insert into chairs values (?)", [[1]]),)))


def test_columns_are_told_with_their_types_and_indexes_with_their_columns(sandbox: Sandbox) -> None:
    does = (
        "connection = sqlite3.connect(PATH)\n"
        "    connection.execute('create table rows (of TEXT not null, at varchar(9))')\n"
        "    connection.execute('create index both on rows (of, at)')\n"
        "    connection.close()"
    )
    with counted(sandbox, does) as app:
        app.ask("GET", "/meddle")
        assert {each for each in app.schema() if " rows" in each} == {
            "column rows.of text not null",
            "column rows.at varchar(9)",
            "index rows (of,at)",
        }


def test_a_statement_that_does_not_stand_alone_is_told(sandbox: Sandbox) -> None:
    does = (
        "connection = sqlite3.connect(PATH)\n"
        "    connection.create_function('twice', 1, lambda value: 2 * value)\n"
        "    connection.execute('select twice(21)').fetchall()"
    )
    with counted(sandbox, does) as app:
        tally = asked(app, "/meddle")
    assert not tally.stands_alone
    assert tally.touched is None


@pytest.mark.parametrize(
    "fetch", ["fetchall()", "fetchmany(1); rows.fetchone(); list(rows)", "fetchmany(size=9)"]
)
def test_rows_are_counted_where_they_are_fetched_too(sandbox: Sandbox, fetch: str) -> None:
    does = (
        "connection = sqlite3.connect(PATH)\n"
        "    connection.execute('create temp table mine (id)')\n"
        "    connection.execute('insert into mine values (1)')\n"
        "    rows = connection.execute('select name from seats where total_changes() > 0')\n"
        f"    rows.{fetch}\n"
        "    connection.close()"
    )
    with counted(sandbox, does) as app:
        app.fill(seats(5))
        tally = asked(app, "/meddle")
    assert [statement.rows for statement in tally.statements][-1] == 0
    assert (tally.rows, tally.size) == (5, 5 * len("seat 1"))


def test_a_statement_that_changes_something_is_told_until_the_next_request(sandbox: Sandbox) -> None:
    does = (
        "connection = sqlite3.connect(PATH)\n"
        "    connection.execute('select name from seats')\n"
        "    connection.execute('-- make\\ncreate index if not exists names on seats (name)')\n"
        "    connection.close()"
    )
    with counted(sandbox, does) as app:
        assert "create index" in str(asked(app, "/meddle").changed)
        assert asked(app, "/beside").changed is None


@pytest.mark.parametrize(
    ("does", "touched"),
    [
        ("sqlite3.connect = sqlite3.Connection", "sqlite3.connect"),
        ("import _sqlite3; _sqlite3.Connection(PATH)", "sqlite3.connect"),
        ("sqlite3.connect(PATH).set_trace_callback(None)", "trace callback"),
        ("sqlite3.connect(PATH).set_progress_handler(None, 0)", "progress handler"),
        ("open(PATH, 'rb').close()", "file"),
        ("os.system('true')", "os.system"),
        (
            "import _posixsubprocess\n    try: _posixsubprocess.fork_exec()\n    except TypeError: pass",
            "another process",
        ),
    ],
)
def test_whoever_meddles_is_told(sandbox: Sandbox, does: str, touched: str) -> None:
    with counted(sandbox, does) as app:
        found = asked(app, "/meddle").touched
    assert touched in str(found)

"""The migration of lesson 08 keeps every row of a shop that ran on the messy app, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy

from autograder.stages import after, before, before_exercise
from autograder.syllabus import load
from autograder.tree import SourceTree

ZONE = "Europe/Brussels"
TABLES = ("venues", "events", "tiers", "promos", "orders", "order_lines", "tickets")
MONEY = {"price", "subtotal", "discount", "fee", "total", "refund"}
HALVES = {10.885: 1089, 5.005: 501, 1.005: 101, 20.7: 2070, 0.30000000000000004: 30, 0.0: 0}
"""Old amounts, among them half a cent that binary floats keep a hair below, and the cents they become."""


def run(tree: SourceTree, folder: Path, url: str, *command: str) -> subprocess.CompletedProcess[str]:
    tree.write_to(folder)
    env = {**os.environ, "DATABASE_URL": url, "TZ": ZONE}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def engine(url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def everything(url: str) -> dict[tuple[str, Any], dict[str, Any]]:
    with engine(url).connect() as connection:
        return {
            (table, row.get("id", row.get("code"))): dict(row)
            for table in TABLES
            for row in connection.execute(sqlalchemy.text(f"select * from {table}")).mappings()
        }


def seeded(tmp_path: Path, url: str, *options: str) -> None:
    done = run(before(load().lessons[0]), tmp_path / "old", url, "scripts/seed.py", *options)
    assert done.returncode == 0, done.stderr


def migrated(tmp_path: Path, url: str, *, solved: bool = False) -> subprocess.CompletedProcess[str]:
    lesson = load().lesson("08")
    tree = after(lesson) if solved else before_exercise(lesson)
    return run(tree, tmp_path / ("solved" if solved else "new"), url, "scripts/migrate.py")


def expected(name: str, old: Any, row: dict[str, Any]) -> Any:
    """What a value becomes, worked out by other means than the migration's."""
    if name in MONEY and old is not None:
        return HALVES[old] if old in HALVES else round(old * 100)
    if name == "value":
        return round(old) if row["kind"] == 1 else round(old * 100)
    if name.endswith(("_at", "_until")) and old is not None:
        return datetime.fromisoformat(old).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    return old


def read(name: str, new: Any) -> Any:
    """A new value; a time as the moment that it is."""
    if name.endswith(("_at", "_until")) and new is not None:
        moment = new if isinstance(new, datetime) else datetime.fromisoformat(new)
        assert moment.tzinfo is None
        return moment.replace(tzinfo=UTC)
    return new


def test_every_row_of_twenty_thousand_orders_says_what_it_said_and_is_found_by_its_index(
    tmp_path: Path, url: str
) -> None:
    seeded(tmp_path, url)
    with engine(url).begin() as connection:
        for place, old in enumerate(HALVES):
            values = {"old": old, "id": 100 + place}
            words = "update orders set discount = :old, refund = :old where id = :id"
            connection.execute(sqlalchemy.text(words), values)
    was = everything(url)
    done = migrated(tmp_path, url)
    assert done.returncode == 0, done.stderr
    now = everything(url)
    assert len(now) == len(was) > 100_000
    wrong = [
        (key, name, old, now[key][name])
        for key, row in was.items()
        for name, old in row.items()
        if expected(name, old, row) != read(name, now[key][name])
    ]
    assert wrong == []
    assert all(type(row[name]) is int for row in now.values() for name in MONEY & row.keys())
    if url.startswith("postgresql"):  # SQLite's plans are asked in the exercise
        migrated(tmp_path, url, solved=True)
        assert found_without_an_index(url) == []


ASKED = {
    "select * from orders where email = 'ada.maes7@example.org'": "ix_orders_email",
    "select * from order_lines where order_id = 7": "ix_order_lines_order_id",
    "select * from tickets where order_id = 7": "ix_tickets_order_id",
    "select sum(quantity) from order_lines where tier_id = 7": "ix_order_lines_tier_id",
    "select sum(fee) from orders where event_id = 7": "ix_orders_event_id",
    "select sum(fee) from orders where paid_at < '2020-01-02'": "ix_orders_paid_at",
}
"""What is asked of a shop of this size, and the index of the exercise that PostgreSQL finds it by."""


def found_without_an_index(url: str) -> list[str]:
    """The plans of what is asked that do without its index."""
    with engine(url).connect() as connection:
        connection.execute(sqlalchemy.text("analyze"))
        plans = {
            index: "\n".join(connection.execute(sqlalchemy.text(f"explain {sql}")).scalars())
            for sql, index in ASKED.items()
        }
    return [plan for index, plan in plans.items() if index not in plan]


def test_a_second_run_changes_nothing_and_new_rows_find_their_ids(tmp_path: Path, url: str) -> None:
    seeded(tmp_path, url, "--small")
    migrated(tmp_path, url)
    once = everything(url)
    again = migrated(tmp_path, url)
    assert again.stdout.startswith("the tables are up to date")
    assert everything(url) == once
    code = (
        "from boxoffice.adapters.database import Store\n"
        "from boxoffice.adapters.tables import Venue\n"
        "from sqlalchemy.orm import Session\n"
        "import os\n"
        "with Session(Store(os.environ['DATABASE_URL']).engine) as session:\n"
        "    session.add(Venue(name='New', city='Ghent'))\n"
        "    session.commit()\n"
    )
    done = run(before_exercise(load().lesson("08")), tmp_path / "new", url, "-c", code)
    assert done.returncode == 0, done.stderr
    assert everything(url)["venues", 5]["name"] == "New"


def test_what_cannot_be_converted_leaves_everything_as_it_was(tmp_path: Path, url: str) -> None:
    seeded(tmp_path, url, "--small")
    with engine(url).begin() as connection:
        connection.execute(sqlalchemy.text("update tickets set used_at = 'at the door' where id = 7"))
    was = everything(url)
    done = migrated(tmp_path, url)
    assert done.returncode != 0
    assert "at the door" in done.stderr
    assert everything(url) == was


def test_the_indexes_of_the_exercise_are_made_on_a_database_that_is_there(tmp_path: Path, url: str) -> None:
    seeded(tmp_path, url, "--small")
    migrated(tmp_path, url)
    done = migrated(tmp_path, url, solved=True)
    assert "ix_orders_email" in done.stdout
    about = sqlalchemy.inspect(engine(url))
    assert {index["name"] for index in about.get_indexes("tickets")} == {
        "ix_tickets_code",
        "ix_tickets_order_id",
    }

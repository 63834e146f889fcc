"""The seed fills an empty database with a catalogue whose numbers agree with the rules."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy

from autograder.stages import before
from autograder.syllabus import load


def seed(tree: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATABASE_URL": url, "TZ": "Europe/Brussels"}
    command = [sys.executable, "scripts/seed.py", *options]
    return subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    before(load().lessons[0]).write_to(tmp_path)
    return tmp_path


def numbers(url: str, *statements: str) -> list[int]:
    engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        return [connection.execute(sqlalchemy.text(statement)).scalar_one() for statement in statements]


OVERSOLD = """select count(*) from tiers t join (
    select l.tier_id, sum(l.quantity) as sold from order_lines l join orders o on o.id = l.order_id
    where o.status = 'paid' group by l.tier_id) as sales on sales.tier_id = t.id where sold > seats"""
OVER_THE_LIMIT = """select count(*) from (
    select 1 from orders o join order_lines l on l.order_id = o.id where o.status = 'paid'
    group by o.event_id, o.email having sum(l.quantity) > 8) as many"""
WRONG_TOTAL = "select count(*) from orders where abs(subtotal - discount + fee - total) > 0.001"
TICKETLESS = """select count(*) from orders o
    left join (select order_id, count(*) as n from tickets group by order_id) as made on made.order_id = o.id
    join (select order_id, sum(quantity) as n from order_lines group by order_id) as asked
    on asked.order_id = o.id
    where o.paid_at is not null and coalesce(made.n, 0) <> asked.n"""


def test_the_whole_catalogue_is_there_and_agrees_with_the_rules(tree: Path, url: str) -> None:
    done = seed(tree, url)
    assert done.returncode == 0, done.stderr
    tables = ("venues", "events", "tiers", "orders")
    assert numbers(url, *(f"select count(*) from {table}" for table in tables)) == [40, 400, 1200, 20_000]
    assert numbers(url, OVERSOLD, OVER_THE_LIMIT, WRONG_TOTAL, TICKETLESS) == [0, 0, 0, 0]
    assert min(numbers(url, *(f"select count(*) from events where status = '{status}'"
                              for status in ("draft", "on_sale", "cancelled")))) >= 10  # fmt: skip


def test_new_rows_find_their_ids_after_the_seed(tree: Path, url: str) -> None:
    seed(tree, url, "--small")
    code = "from boxoffice import db; db.session.add(db.Venue(name='New', city='Ghent')); db.session.commit()"
    env = {**os.environ, "DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", code], cwd=tree, env=env, check=True)
    assert numbers(url, "select max(id) from venues", "select count(*) from venues") == [5, 5]


def test_a_database_with_events_is_left_alone(tree: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/boxoffice.db"
    seed(tree, url, "--small")
    again = seed(tree, url, "--small")
    assert again.returncode == 1
    assert "name an empty one in DATABASE_URL" in again.stderr
    assert numbers(url, "select count(*) from orders") == [200]

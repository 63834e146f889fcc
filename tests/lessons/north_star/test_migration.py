"""A shop that is open gets the columns of lesson 09, and keeps every row."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from autograder.stages import before, before_exercise
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("09")


def run(tree: SourceTree, folder: Path, database: Path, script: str, *arguments: str) -> str:
    tree.write_to(folder)
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "PYTHONPATH": ""}
    command = [sys.executable, script, *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True).stdout


def columns(database: Path, table: str) -> set[str]:
    with closing(sqlite3.connect(database)) as opened:
        return {row[1] for row in opened.execute(f"pragma table_info({table})")}


def orders(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute("select id, email, status, total, charge_id from orders").fetchall()


def test_a_shop_of_lesson_08_gets_the_new_columns_and_keeps_its_orders(tmp_path: Path) -> None:
    shop = tmp_path / "shop.db"
    run(before(LESSON), tmp_path / "old", shop, "scripts/seed.py", "--small")
    sold = orders(shop)
    assert sold
    assert "provider" not in columns(shop, "orders")
    said = run(before_exercise(LESSON), tmp_path / "new", shop, "scripts/migrate.py")
    assert "orders.provider" in said
    assert {"opens_before", "closes_after"} <= columns(shop, "events")
    assert {"group_percent", "group_cap"} <= columns(shop, "tiers")
    assert orders(shop) == sold
    again = run(before_exercise(LESSON), tmp_path / "new", shop, "scripts/migrate.py")
    assert "columns made: none" in again

#!/usr/bin/env python
"""Bring a database up to date: euros in floats become whole cents, local times in text become UTC.

    python scripts/migrate.py

The database is the one that DATABASE_URL names. All of it happens in one transaction, or nothing. What is
up to date already stays as it is; indexes that are missing are made. Run it in the time zone in which the
app ran: it is the one in which the old times were written.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from sqlalchemy import (
    Connection,
    Engine,
    Float,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.schema import CreateIndex

from boxoffice.adapters.database import with_driver
from boxoffice.adapters.tables import Base, Moment, Promo
from boxoffice.settings import Settings

CENTS = {
    "tiers": ("price",),
    "promos": ("value",),
    "orders": ("subtotal", "discount", "fee", "total", "refund"),
    "order_lines": ("price",),
}
"""The columns that hold money, by table."""

PERCENT = 1


def cents(euros: float | None) -> int | None:
    """Whole cents, half a cent up: of 10.885, as it is read, not of the 10.8849999 that lies behind it."""
    if euros is None:
        return None
    return int((Decimal(repr(euros)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def moment(local: str | None) -> datetime | None:
    """The moment that a local time in text means; of an hour that came twice, the first."""
    return datetime.fromisoformat(local).astimezone(UTC) if local else None


def converted(table: Table, row: dict) -> dict:
    """A row of an old table as the new one keeps it. Nothing is priced anew: an amount stays what it was."""
    new = {column.name: row[column.name] for column in table.columns if column.name in row}
    for name in CENTS.get(table.name, ()):
        new[name] = cents(new[name])
    if table is Promo.__table__ and new["kind"] == PERCENT:
        new["value"] = int(row["value"])
    for column in table.columns:
        if isinstance(column.type, Moment) and isinstance(new[column.name], str):
            new[column.name] = moment(new[column.name])
    return new


def migrate(connection: Connection) -> dict[str, int]:
    """Copy every row into new tables that take the place of the old ones. Returns the rows by table."""
    there = set(inspect(connection).get_table_names())
    tables = [table for table in Base.metadata.sorted_tables if table.name in there]
    rows = {table: read(connection, table) for table in tables}
    for table in reversed(tables):
        table.drop(connection)
    Base.metadata.create_all(connection)
    for table in tables:
        if rows[table]:
            connection.execute(insert(table), rows[table])
        go_on_counting(connection, table)
        kept = connection.scalar(select(func.count()).select_from(table))
        if kept != len(rows[table]):
            raise RuntimeError(f"{table.name}: {len(rows[table])} rows were there, {kept} are")
    return {table.name: len(rows[table]) for table in tables}


def read(connection: Connection, table: Table) -> list[dict]:
    """All rows of an old table, converted."""
    old = connection.execute(text(f"select * from {table.name}")).mappings()
    return [converted(table, dict(row)) for row in old]


def go_on_counting(connection: Connection, table: Table) -> None:
    """On PostgreSQL: tell a new table's sequence which ids are taken."""
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        name = table.name
        taken = f"(select coalesce(max(id), 0) + 1 from {name})"
        connection.execute(
            text(f"select setval(pg_get_serial_sequence('{name}', 'id'), {taken}, false)")
        )


def is_old(connection: Connection) -> bool:
    """Whether money is in floats still."""
    about = inspect(connection)
    if not about.has_table("orders"):
        return False
    types = {column["name"]: column["type"] for column in about.get_columns("orders")}
    return isinstance(types["total"], Float)


def missing_indexes(connection: Connection) -> Iterator[str]:
    """Make the indexes that a table should have and has not. Gives their names."""
    for table in Base.metadata.sorted_tables:
        there = {each["name"] for each in inspect(connection).get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in there:
                # SQLite does not tell of an index on an expression that it is there.
                connection.execute(CreateIndex(index, if_not_exists=True))
                yield str(index.name)


@contextmanager
def all_or_nothing(engine: Engine) -> Iterator[Connection]:
    """A transaction that can undo tables, too. SQLite has to be asked for it: Python begins too late."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("begin immediate")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("rollback")
            raise
        connection.exec_driver_sql("commit")


def main() -> None:
    engine = create_engine(with_driver(Settings.from_environment(os.environ).database_url))
    with all_or_nothing(engine) as connection:
        rows = migrate(connection) if is_old(connection) else {}
        Base.metadata.create_all(connection)
        made = list(missing_indexes(connection))
    print(", ".join(f"{count:,} {name}" for name, count in rows.items()) or "the tables are up to date")
    print(f"indexes made: {', '.join(sorted(made)) or 'none'}")


if __name__ == "__main__":
    main()

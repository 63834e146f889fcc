"""The database: transactions that speak the words of the domain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from boxoffice.adapters.tables import Base
from boxoffice.adapters.transaction import SqlTransaction


class Store:
    """The orders in a database.

    Arguments:
        database_url: of SQLite or PostgreSQL. Tables that are missing are made.
    """

    def __init__(self, database_url: str) -> None:
        # NullPool: the pool ran dry on 12 March ("QueuePool limit of size 5 overflow 10").
        self.engine = create_engine(with_driver(database_url), poolclass=NullPool)
        Base.metadata.create_all(self.engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether it locks the whole database at once, having nothing finer."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[SqlTransaction]:
        """A transaction; left without `commit` it is undone."""
        with Session(self.engine) as session:
            yield SqlTransaction(session, self.is_sqlite)


def with_driver(url: str) -> str:
    """A PostgreSQL URL with the driver that is installed."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)

"""A till small enough to be seen through: it holds, charges, pays and mails, each lasting before the next."""

from __future__ import annotations

from datetime import UTC, datetime

from autograder.tree import SourceTree

NOW = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)

SETTINGS = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Settings:
    database_url: str
    payments_url: str
    mail_url: str
    partners_url: str
"""

PORTS = """
from dataclasses import dataclass

class Declined(Exception): ...
class PaymentFailed(Exception): ...
class MailFailed(Exception): ...

@dataclass(frozen=True)
class Note:
    to: str

@dataclass(frozen=True)
class Ports:
    clock: object
    payments: object
    mail: object
    store: object
"""

RECOVERING = """
import logging
log = logging.getLogger("boxoffice")

def recover(ports):
    with ports.store.begin() as t:
        held = t.held()
    for number in held:
        ports.payments.void(f"charge-{number}")
        with ports.store.begin() as t:
            t.mark(number, "released")
            t.commit()
        log.info("released order=%s", number)
"""

MAIN = """
import sqlite3
from contextlib import contextmanager
from fastapi import Body, FastAPI
from boxoffice.ports import Note, Ports
from boxoffice.settings import Settings


class Transaction:
    def __init__(self, database):
        self.database = database

    def add(self):
        return self.database.execute("insert into orders (status) values ('held')").lastrowid

    def mark(self, number, status):
        self.database.execute("update orders set status = ? where id = ?", [status, number])

    def all(self):
        return [row[0] for row in self.database.execute("select status from orders order by id")]

    def held(self):
        return [row[0] for row in self.database.execute("select id from orders where status = 'held'")]

    def commit(self):
        self.database.commit()


class Store:
    def __init__(self, url):
        self.path = url.removeprefix("sqlite:///").partition("?")[0]
        with self.begin() as t:
            t.database.execute("create table if not exists orders (id integer primary key, status text)")

    @contextmanager
    def begin(self):
        database = sqlite3.connect(self.path)
        try:
            yield Transaction(database)
        finally:
            database.close()


def connect(settings):
    return Ports(None, None, None, Store(settings.database_url))


def create_app(settings, ports):
    app = FastAPI()

    @app.post("/open")
    def open_up():
        return {}

    @app.post("/sell", status_code=201)
    def sell(cents: int = Body(embed=True)):
        with ports.store.begin() as t:
            number = t.add()
            t.commit()
        ports.payments.charge(cents, "tok_card", f"charge-{number}")
        with ports.store.begin() as t:
            t.mark(number, "paid")
            t.commit()
        ports.mail.send(Note("ada@example.org"))
        return {"id": number}

    @app.post("/sell-inside")
    def sell_inside(cents: int = Body(embed=True)):
        with ports.store.begin() as t:
            number = t.add()
            ports.payments.charge(cents, "tok_card", f"charge-{number}-inside")

    @app.get("/sold")
    def sold():
        with ports.store.begin() as t:
            return t.all()

    return app
"""


def ledger_app() -> SourceTree:
    """The app."""
    return SourceTree(
        {
            "boxoffice/__init__.py": "",
            "boxoffice/main.py": MAIN,
            "boxoffice/ports.py": PORTS,
            "boxoffice/settings.py": SETTINGS,
            "boxoffice/services/__init__.py": "",
            "boxoffice/services/recovering.py": RECOVERING,
        }
    )

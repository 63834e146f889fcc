"""Apps put together with a clock, codes and services of ours, several in one process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from autograder.probes import THE_SAME, ComposedApps, Composition
from autograder.sandbox import Answer, FailureKind, Sandbox, default_isolation
from autograder.tree import SourceTree
from autograder.upstreams import Fault

NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

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

@dataclass(frozen=True)
class Confirmation:
    email: str
    codes: tuple

@dataclass(frozen=True)
class Offer:
    partner: str
    title: str
    price: int

@dataclass(frozen=True)
class Ports:
    clock: object
    new_code: object
    payments: object
    mail: object
    partners: object
    store: object
"""

MAIN = """
import json
import os
import urllib.request
from fastapi import FastAPI
from boxoffice.ports import Confirmation, Declined, PaymentFailed, Ports

class Till:
    def __init__(self, url):
        self.url = url
    def charge(self, amount, card, reference):
        body = json.dumps({"amount_cents": amount, "currency": "EUR", "card": card, "reference": reference})
        request = urllib.request.Request(self.url + "/charges", body.encode())
        return json.load(urllib.request.urlopen(request))["id"]

def connect(settings):
    return Ports(None, None, Till(settings.payments_url), None, None, settings.database_url)

def create_app(settings, ports):
    app = FastAPI()
    @app.get("/seen")
    def seen():
        return {"now": ports.clock(), "code": ports.new_code(), "database": ports.store}
    @app.post("/buy")
    def buy(card: str = "tok_visa"):
        try:
            charge = ports.payments.charge(700, card, reference="order 1")
        except (Declined, PaymentFailed) as no:
            return type(no).__name__
        ports.mail.send_confirmation(Confirmation("ada@example.org", (ports.new_code(),)))
        return charge
    @app.get("/offers")
    def offers():
        return [vars(offer) for offer in ports.partners.offers("trains-ic", 7, "L'Isle")]
    @app.get("/astray")
    def astray():
        return urllib.request.urlopen(os.environ["PARTNERS_URL"] + "/trains-ic/offers?event=1&city=x").status
    return app

class NotAsgi:
    def __call__(self, environ, start):
        body = json.dumps([environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"],
            environ["CONTENT_TYPE"], environ["HTTP_X_GATE"], json.load(environ["wsgi.input"])]).encode()
        start("207 Multi", [("Content-Type", "application/json"), ("X-Two", "2")])
        return [body]

def wsgi_app(settings, ports):
    return NotAsgi()
"""

APP = SourceTree(
    {
        "boxoffice/__init__.py": "",
        "boxoffice/settings.py": SETTINGS,
        "boxoffice/ports.py": PORTS,
        "boxoffice/main.py": MAIN,
    }
)

NORTH = Composition("north", NOW, ("N1", "N2", "N3", "N4"), frozenset({"payments", "mail", "partners"}))
SOUTH = Composition("south", NOW + timedelta(days=3), ("S1", "S2"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(default_isolation()) as sandbox:
        yield sandbox


@pytest.fixture
def composed(sandbox: Sandbox) -> Iterator[ComposedApps]:
    with ComposedApps(sandbox.room, APP) as composed:
        yield composed


def json_of(answer: object) -> object:
    assert isinstance(answer, Answer), answer
    assert answer.status == 200, answer
    return answer.json()


def test_each_app_of_a_process_has_a_clock_codes_and_a_database_of_its_own(composed: ComposedApps) -> None:
    with composed.serve(NORTH, SOUTH) as together:
        assert together.failure is None
        north, south = (json_of(together.apps[name].request("GET", "/seen")) for name in ("north", "south"))
        assert isinstance(north, dict)
        assert isinstance(south, dict)
        assert (north["now"], north["code"]) == ("2031-05-06T07:08:09+00:00", "N1")
        assert (south["now"], south["code"]) == ("2031-05-09T07:08:09+00:00", "S1")
        assert north["database"] != south["database"]
        together.apps["north"].turn_clock(NOW + timedelta(hours=1))
        turned = json_of(together.apps["north"].request("GET", "/seen"))
        assert isinstance(turned, dict)
        assert (turned["now"], turned["code"]) == ("2031-05-06T08:08:09+00:00", "N2")


def test_what_ports_of_ours_are_asked_is_seen_outside(composed: ComposedApps) -> None:
    with composed.serve(NORTH, SOUTH) as together:
        north, south = together.apps["north"], together.apps["south"]
        assert json_of(north.request("POST", "/buy")) == "ch_1"
        assert json_of(north.request("POST", "/buy?card=tok_declined")) == "Declined"
        north.ports.payments.dial(Fault.ERROR)
        assert json_of(north.request("POST", "/buy")) == "PaymentFailed"
        (charge,) = north.ports.payments.charges
        assert (charge.amount_cents, charge.card, charge.reference) == (700, "tok_visa", "order 1")
        (mail,) = north.ports.mail.messages
        assert (mail.to, mail.subject, mail.text) == (
            "ada@example.org",
            "confirmation",
            '{"email": "ada@example.org", "codes": ["N1"]}',
        )
        offers = json_of(north.request("GET", "/offers"))
        assert isinstance(offers, list)
        assert {each["partner"] for each in offers} == {"trains-ic"}
        assert south.ports.record == south.settings.record == ()


def test_the_apps_own_adapters_lead_where_its_settings_say(composed: ComposedApps) -> None:
    with composed.serve(NORTH, SOUTH) as together:
        south = together.apps["south"]
        south.request("POST", "/buy")
        assert [each.path for each in south.settings.record] == ["/charges"]
        assert together.apps["north"].ports.record == ()


def test_what_goes_where_the_environment_says_is_noticed(composed: ComposedApps) -> None:
    with composed.serve(SOUTH) as together:
        assert json_of(together.apps["south"].request("GET", "/astray")) == 200
        assert [each.service for each in together.environment.record] == ["partners"]
        assert together.apps["south"].settings.record == ()


def test_the_keys_of_orders_are_read_from_the_apps_own_database(sandbox: Sandbox) -> None:
    main = """
import sqlite3
from fastapi import FastAPI
from boxoffice.ports import Ports

def connect(settings):
    return Ports(*[None] * 5, settings.database_url.removeprefix("sqlite:///"))

def create_app(settings, ports):
    app = FastAPI()
    @app.post("/orders")
    def buy(key: str | None = None):
        with sqlite3.connect(ports.store) as database:
            database.execute("create table if not exists orders (id integer primary key, idem_key text)")
            database.execute("insert into orders (idem_key) values (?)", [key])
    return app
"""
    tree = APP.with_file("boxoffice/main.py", main)
    with ComposedApps(sandbox.room, tree) as composed, composed.serve(NORTH, SOUTH) as together:
        north, south = together.apps["north"], together.apps["south"]
        for path in ("/orders?key=a-Key", "/orders"):
            json_of(north.request("POST", path))
        assert north.keys() == {1: "a-Key", 2: None}
        assert south.keys() == {}


def test_a_wsgi_app_is_served_too(composed: ComposedApps) -> None:
    with composed.serve(SOUTH, factory="boxoffice.main:wsgi_app") as together:
        answer = together.apps["south"].request(
            "POST", "/orders/7?a=b", json={"seats": 2}, headers={"X-Gate": "west"}
        )
        assert isinstance(answer, Answer)
        assert (answer.status, answer.headers["x-two"]) == (207, "2")
        assert answer.json() == ["POST", "/orders/7", "a=b", "application/json", "west", {"seats": 2}]


def test_an_app_that_cannot_be_put_together_says_where(sandbox: Sandbox) -> None:
    broken = APP.with_file(
        "boxoffice/main.py", "def connect(settings):\n    raise KeyError('no')\ndef create_app(s, p): ...\n"
    )
    with ComposedApps(sandbox.room, broken) as composed, composed.serve(SOUTH) as together:
        assert together.failure is not None
        assert (together.failure.kind, together.failure.path) == (FailureKind.EXCEPTION, "boxoffice/main.py")
        assert together.failure.line == 2


def test_what_starts_with_the_app_is_started(sandbox: Sandbox) -> None:
    main = """
from contextlib import asynccontextmanager
from fastapi import FastAPI
from boxoffice.ports import Ports

def connect(settings):
    return Ports(*[None] * 6)

def create_app(settings, ports):
    @asynccontextmanager
    async def lifespan(app):
        app.state.started = ports.clock().year
        yield
    app = FastAPI(lifespan=lifespan)
    @app.get("/")
    def started():
        return app.state.started
    return app
"""
    tree = APP.with_file("boxoffice/main.py", main)
    with (
        ComposedApps(sandbox.room, tree) as composed,
        composed.serve(Composition("first", NOW, ()), SOUTH) as together,
    ):
        assert together.failure is None
        assert json_of(together.apps["first"].request("GET", "/")) == 2031


def test_what_an_app_keeps_of_what_it_was_handed_is_told(sandbox: Sandbox) -> None:
    keeping = MAIN.replace("app = FastAPI()", "app = FastAPI()\n    app.state.settings = settings")
    tree = APP.with_file("boxoffice/main.py", keeping)
    with ComposedApps(sandbox.room, tree) as composed, composed.serve(SOUTH) as together:
        assert together.apps["south"].kept() == {"settings": THE_SAME, "ports": "nothing"}
    other = keeping.replace("settings = settings", "ports = settings")
    tree = APP.with_file("boxoffice/main.py", other)
    with ComposedApps(sandbox.room, tree) as composed, composed.serve(SOUTH) as together:
        told = {"settings": "nothing", "ports": "another object (Settings)"}
        assert together.apps["south"].kept() == told

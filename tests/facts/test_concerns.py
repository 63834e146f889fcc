"""What each line is about, by what stands on it and by what it calls."""

import pytest

from autograder.facts import Concern, LineConcern, concerns, parse, parse_text
from autograder.tree import SourceTree


def by_line(text: str) -> dict[str, LineConcern]:
    sources = parse_text(text)
    return {sources.line(found.path, found.line).strip(): found for found in concerns(sources)}


@pytest.mark.parametrize(
    "text",
    [
        "from sqlalchemy.orm import Session\ndef f(box: Session):\n    box.commit()\n",
        "from sqlalchemy.orm import Session\ndef f(box: Session | None):\n    box.commit()\n",
        "from sqlalchemy.orm import Session\ndef f(box: 'Session'):\n    box.commit()\n",
        "import sqlalchemy.orm as o\ndef f():\n    with o.Session(engine) as box:\n        box.commit()\n",
        "from sqlalchemy.orm import sessionmaker\nmake = sessionmaker()\n"
        "def f():\n    box = make()\n    box.commit()\n",
        "from sqlalchemy.orm import sessionmaker, scoped_session\nbox = scoped_session(sessionmaker())\n"
        "def f():\n    box.commit()\n",
        "import fastapi\nfrom sqlalchemy.orm import Session\ndef get():\n    yield Session()\n"
        "def f(box=fastapi.Depends(get)):\n    box.commit()\n",
        "from typing import Annotated\nfrom fastapi import Depends\nfrom sqlalchemy.orm import Session\n"
        "Box = Annotated[Session, Depends(open)]\ndef f(box: Box):\n    box.commit()\n",
        "from sqlalchemy.orm import Session\ndef f(box):\n    box.commit()\ndef g():\n    f(Session())\n",
        "from sqlalchemy.orm import Session\nclass Store:\n    def __init__(self, box: Session):\n"
        "        self.box = box\n    def f(self):\n        box = self.box\n        box.commit()\n",
        "import sqlite3\ndef f():\n    box = sqlite3.connect('a')\n    box.commit()\n",
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n"
        "def f():\n    box = db.session\n    box.commit()\n",
    ],
)
def test_a_session_is_known_by_what_it_is(text: str) -> None:
    assert by_line(text)["box.commit()"].concern is Concern.SQL


def test_a_name_alone_makes_no_session() -> None:
    assert by_line("def f(db, session):\n    db.commit()\n")["db.commit()"].concern is Concern.OTHER


def test_models_and_statements_are_sql() -> None:
    text = """
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase
from django.db import models
class Base(DeclarativeBase): ...
class Order(Base): ...
class Event(models.Model): ...
def f(session):
    statement = select(Order)
    order = Order(total=1)
    event = Event.objects.get(id=1)
    text = f"select id from orders where id = {order.id}"
    title = event.title
"""
    lines = by_line(text)

    for line in list(lines)[1:5]:
        assert lines[line].concern is Concern.SQL, line
    assert lines["title = event.title"].concern is Concern.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "import requests\ndef f():\n    answer = requests.get('u')\n",
        "def f():\n    import requests\n    answer = requests.get('u')\n",
        "from requests import get as fetch\ndef f():\n    answer = fetch('u')\n",
        "import httpx\nasync def f():\n    async with httpx.AsyncClient() as c:\n"
        "        answer = await c.get('u')\n",
        "import httpx\ndef f(c: httpx.Client):\n    answer = c.get('u')\n",
        "import requests\nhttp = requests\ndef f():\n    answer = http.get('u')\n",
        "from urllib.request import urlopen\ndef f():\n    answer = urlopen('u')\n",
        "import smtplib\ndef f():\n    s = smtplib.SMTP('h')\n    answer = s.sendmail('a', 'b', 'c')\n",
    ],
)
def test_upstream_calls_are_known_by_their_library(text: str) -> None:
    (line,) = [found for shown, found in by_line(text).items() if shown.startswith("answer =")]

    assert line.concern is Concern.UPSTREAM


def test_what_an_upstream_answered_is_data_afterwards() -> None:
    lines = by_line(
        "import requests\ndef f():\n    answer = requests.get('u')\n    if answer.status_code == 200:\n"
        "        data = answer.json()\n        return data.get('total')\n"
    )

    assert lines["if answer.status_code == 200:"].concern is Concern.UPSTREAM
    assert lines["return data.get('total')"].concern is Concern.OTHER


HANDLER = """
from fastapi import FastAPI, HTTPException, Query, Request
app = FastAPI()

@app.get("/quote")
def quote(
    request: Request,
    tickets: int = Query(1),
):
    key = request.headers.get("key")
    if tickets > 8:
        # a comment
        raise HTTPException(422, "too many")

    total = tickets * 2
    name = "order " + key
    return {"total": total}
"""


def test_http_and_rules_of_a_handler_are_told_apart() -> None:
    lines = by_line(HANDLER)

    assert {line: found.concern for line, found in lines.items()} == {
        "def quote(": Concern.HTTP,
        "request: Request,": Concern.HTTP,
        "tickets: int = Query(1),": Concern.HTTP,
        "):": Concern.HTTP,
        'key = request.headers.get("key")': Concern.HTTP,
        "if tickets > 8:": Concern.RULES,
        "# a comment": Concern.OTHER,
        'raise HTTPException(422, "too many")': Concern.HTTP,
        "": Concern.OTHER,
        "total = tickets * 2": Concern.RULES,
        'name = "order " + key': Concern.OTHER,
        'return {"total": total}': Concern.HTTP,
    }


def test_the_request_of_a_django_view_is_http_though_nothing_declares_it() -> None:
    lines = by_line(
        "from django.urls import path\ndef buy(req):\n    key = req.headers['key']\n    return key\n"
        "urlpatterns = [path('buy/', buy)]\n"
    )

    assert lines["key = req.headers['key']"].concern is Concern.HTTP


def test_helpers_are_followed_several_calls_deep_and_told_apart() -> None:
    files = {
        "app/__init__.py": "",
        "app/store.py": "import sqlite3\nclass Store:\n    def save(self, order):\n"
        "        sqlite3.connect('a').execute('b')\n",
        "app/buying.py": "from app.store import Store\nimport requests\n"
        "def charge(order):\n    return requests.post('u')\n"
        "def buy(order):\n    store = Store()\n    store.save(order)\n    again(order)\n"
        "def again(order):\n    charge(order)\n    buy(order)\n",
        "app/main.py": "from app import buying\ndef handle(order):\n    return buying.buy(order)\n",
    }

    (line,) = [
        found
        for found in concerns(parse(SourceTree(files)))
        if (found.path, found.line) == ("app/main.py", 3)
    ]

    assert line.concern is Concern.OTHER
    assert line.reached == (Concern.UPSTREAM, Concern.SQL)
    assert line.through == ("app.buying.buy",)
    assert line.shown is Concern.UPSTREAM


def test_what_fastapi_calls_for_a_parameter_is_reached_by_the_handler() -> None:
    lines = by_line(
        "import requests\nfrom fastapi import Depends, FastAPI\napp = FastAPI()\n"
        "def pay():\n    return requests.post('u')\n"
        "@app.post('/a')\ndef buy(paid=Depends(pay)):\n    return paid\n"
    )

    assert lines["def buy(paid=Depends(pay)):"].reached == (Concern.UPSTREAM,)


def test_every_line_of_a_function_has_one_entry_of_the_innermost_function() -> None:
    text = "def outer():\n    def inner():\n        pass\n\n    return inner\n"
    found = concerns(parse_text(text))

    assert [(line.line, line.function) for line in found] == [
        (1, "outer"),
        (2, "outer.inner"),
        (3, "outer.inner"),
        (4, "outer"),
        (5, "outer"),
    ]


def test_a_helper_that_takes_the_request_is_http_by_its_signature() -> None:
    lines = by_line(
        "from fastapi import Request\nfrom sqlalchemy.orm import Session\n"
        "def cancel(request: Request, box: Session):\n    box.commit()\n"
        "def price(box: Session, tickets=3 * 2):\n    return tickets\n"
    )

    assert lines["def cancel(request: Request, box: Session):"].concern is Concern.HTTP
    assert lines["def price(box: Session, tickets=3 * 2):"].concern is Concern.OTHER

"""What modules and classes share with all who import them."""

import pytest

from autograder.facts import SharedState, StateKind, parse, parse_text, shared_state
from autograder.tree import SourceTree

CONNECTION, WRITTEN, REBOUND, CACHE = StateKind


def found(text: str) -> list[tuple[str, StateKind]]:
    return [(each.name, each.kind) for each in shared_state(parse_text(text))]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("import sqlalchemy as sa\nengine = sa.create_engine('sqlite://')\n", "engine", CONNECTION),
        (
            "from sqlalchemy.orm import *\nfrom sqlalchemy.orm import sessionmaker\nS = sessionmaker()\n",
            "S",
            CONNECTION,
        ),
        ("import requests\nhttp = requests.Session()\n", "http", CONNECTION),
        ("import sqlite3\ndb = sqlite3.connect(':memory:')\n", "db", CONNECTION),
        ("import threading\nhere = threading.local()\n", "here", CONNECTION),
        ("import requests\nclass Mail:\n    http = requests.Session()\n", "Mail.http", CONNECTION),
        (
            "import requests\nclass Mail:\n    def __init__(self):\n        self.http = requests.Session()\n"
            "mail = Mail()\n",
            "mail",
            CONNECTION,
        ),
        ("ORDERS = []\ndef buy(order):\n    ORDERS.append(order)\n", "ORDERS", WRITTEN),
        ("PRICES = {}\ndef price(key):\n    PRICES[key] = 1\n", "PRICES", WRITTEN),
        ("PRICES = {}\ndef price(key):\n    return PRICES.setdefault(key, 1)\n", "PRICES", WRITTEN),
        ("PRICES = {}\ndef forget(key):\n    del PRICES[key]\n", "PRICES", WRITTEN),
        ("import itertools\nIDS = itertools.count()\ndef new():\n    return next(IDS)\n", "IDS", WRITTEN),
        (
            "class Settings:\n    pass\nsettings = Settings()\ndef use(url):\n    settings.url = url\n",
            "settings",
            WRITTEN,
        ),
        ("def buy():\n    buy.count = 1\n", "buy", WRITTEN),
        ("class Mail:\n    sent = 0\n    def send(self):\n        Mail.sent += 1\n", "Mail.sent", WRITTEN),
        (
            "class Mail:\n    sent = []\n    def send(self, to):\n        self.sent.append(to)\n",
            "Mail.sent",
            WRITTEN,
        ),
        (
            "class Mail:\n    @classmethod\n    def use(cls, url):\n        cls.url = url\n",
            "Mail.url",
            WRITTEN,
        ),
        ("class Mail:\n    n = 0\n    def send(self):\n        type(self).n += 1\n", "Mail.n", WRITTEN),
        ("def seen(order, all=[]):\n    all.append(order)\n", "seen(all=...)", WRITTEN),
        ("now = None\ndef turn(time):\n    global now\n    now = time\n", "now", REBOUND),
        ("def turn(time):\n    globals()['now'] = time\n", " (globals())", REBOUND),
        ("from functools import lru_cache\n@lru_cache\ndef settings():\n    return 1\n", "settings", CACHE),
        ("import functools\n@functools.cache\ndef store():\n    return 1\n", "store", CACHE),
    ],
)
def test_each_way_of_sharing_is_found(text: str, name: str, kind: StateKind) -> None:
    names = {(each.removeprefix("module").removeprefix("."), of) for each, of in found(text)}
    assert (name.strip() if name.startswith(" ") else name, kind) in {
        (each.strip(), of) for each, of in names
    }


@pytest.mark.parametrize(
    "text",
    [
        "PARTNERS = 'a b'.split()\ndef ask():\n    return [name for name in PARTNERS]\n",
        "PARTNERS = []\nfor name in 'ab':\n    PARTNERS.append(name)\n",
        "import logging\nlog = logging.getLogger('x')\ndef ask():\n    log.disabled = True\n",
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/')\ndef ask():\n    return {}\n",
        "import requests\nclass Mail:\n    def __init__(self):\n        self.http = requests.Session()\n",
        "def build():\n    found = []\n    found.append(1)\n    return found\n",
        "class Basket:\n    def __init__(self):\n        self.lines = []\n"
        "    def add(self, line):\n        self.lines.append(line)\n",
        "from dataclasses import dataclass, field\n@dataclass\nclass Basket:\n"
        "    lines: list = field(default_factory=list)\n"
        "    def add(self, line):\n        self.lines.append(line)\n",
        "from functools import cache\n@cache\ndef fee(amount):\n    return amount // 20\n",
        "from fastapi import FastAPI\ndef create_app(ports):\n    app = FastAPI()\n"
        "    app.state.ports = ports\n    return app\n",
        "def seen(order, all=()):\n    return [*all, order]\n",
        "import threading\nlock = threading.Lock()\n",
    ],
)
def test_constants_locals_and_what_instances_own_are_none(text: str) -> None:
    assert found(text) == []


def test_a_variable_of_another_module_is_shared_too() -> None:
    files = {
        "app/__init__.py": "",
        "app/state.py": "ORDERS = []\n",
        "app/buying.py": "from app import state\ndef buy(order):\n    state.ORDERS.append(order)\n",
        "app/asking.py": "from app.state import ORDERS as known\ndef ask(order):\n    known.append(order)\n",
    }
    told = shared_state(parse(SourceTree(files)))
    assert [(each.name, each.path, each.function) for each in told] == [
        ("app.state.ORDERS", "app/asking.py", "ask"),
        ("app.state.ORDERS", "app/buying.py", "buy"),
    ]


def test_the_place_is_where_it_changes() -> None:
    (state,) = shared_state(parse_text("ORDERS = []\n\ndef buy(order):\n    ORDERS.append(order)\n"))
    assert state == SharedState("module.ORDERS", WRITTEN, "module.py", 4, "buy")

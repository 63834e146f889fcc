"""What modules and classes share with all who import them."""

import pytest

from autograder.facts import SharedState, StateKind, parse, parse_text, shared_state
from autograder.tree import SourceTree

CONNECTION, WRITTEN, REBOUND, CACHE = StateKind


def found(text: str) -> list[tuple[str, StateKind]]:
    return [(each.name, each.kind) for each in shared_state(parse_text(text))]


BREAKER = """
class Breaker:
    def __init__(self):
        self.failures = 0
        self.seen = []

    def failed(self):
        self.failures += 1

    def saw(self, what):
        self.seen.append(what)

    def is_open(self):
        return self.failures > 3

breaker = Breaker()
"""

DEPENDS = """
from typing import Annotated
from fastapi import Depends
from sqlalchemy.orm import Session

def session() -> Session:
    raise NotImplementedError

"""


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
        ("import requests\nHTTP = {'mail': requests.Session()}\n", "HTTP", CONNECTION),
        ("import requests\npost = requests.Session().post\n", "post", CONNECTION),
        ("import requests\nHTTP = [requests.Session() for _ in 'ab']\n", "HTTP", CONNECTION),
        (
            "import requests\ndef send(to, by={'mail': requests.Session()}):\n    return by['mail']\n",
            "send(by=...)",
            CONNECTION,
        ),
        (
            "import requests\nfrom functools import lru_cache\n@lru_cache(maxsize=None)\n"
            "def session_for(url: str) -> requests.Session:\n    return requests.Session()\n",
            "session_for",
            CONNECTION,
        ),
        (
            "from functools import cache\nfrom sqlalchemy import Engine, create_engine\n@cache\n"
            "def engine_for(url: str) -> Engine:\n    made = create_engine(url)\n    return made\n",
            "engine_for",
            CONNECTION,
        ),
        ("CHARGE = {}\ndef charge(card):\n    body = CHARGE\n    body['card'] = card\n", "CHARGE", WRITTEN),
        ("ORDERS = [[]]\ndef buy(one):\n    first = ORDERS[0]\n    first.append(one)\n", "ORDERS", WRITTEN),
        (f"{BREAKER}def ask():\n    breaker.failed()\n", "breaker", WRITTEN),
        (f"{BREAKER}def ask():\n    mine = breaker\n    mine.failed()\n", "breaker", WRITTEN),
        (f"{BREAKER}def ask():\n    breaker.saw(1)\n", "breaker", WRITTEN),
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
        f"{BREAKER}def ask():\n    return breaker.is_open()\n",
        f"{BREAKER}breaker.failed()\n",
        f"{BREAKER}def ask():\n    mine = Breaker()\n    mine.failed()\n",
        f"{BREAKER}class Slow(Breaker):\n    def __init__(self):\n        Breaker.__init__(self)\n",
        f"{BREAKER}class Till:\n    def __init__(self):\n        self.breaker = Breaker()\n"
        "    def charge(self):\n        self.breaker.failed()\n",
        "class Log:\n    def __init__(self, out):\n        self.out = out\n    def say(self, word):\n"
        "        self.out.write(word)\nlog = Log(None)\ndef ask():\n    log.say('asked')\n",
        "CHARGE = {}\ndef charge(card):\n    body = dict(CHARGE)\n    body['card'] = card\n",
        "CHARGE = {}\ndef charge(card):\n    body = CHARGE\n    body = {**body, 'card': card}\n"
        "    body['more'] = card\n",
        "FEE = 5\ndef fee(amount):\n    fee = FEE\n    fee += amount\n    return fee\n",
        "import re\nCODE = re.compile('[A-Z]+')\ndef is_code(text):\n    return CODE.match(text)\n",
        "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\n"
        "class Order(Base):\n    __tablename__ = 'orders'\ndef add(session, row):\n"
        "    table = Order.__table__\n    session.execute(table.insert(), row)\n"
        "def make(engine):\n    Base.metadata.create_all(engine)\n",
        "import sqlalchemy as sa\norders = sa.Table('orders', sa.MetaData())\n"
        "def add(session, row):\n    session.execute(orders.insert().values(row))\n",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Fee:\n    cents: int\n"
        "    def more(self, cents):\n        return Fee(self.cents + cents)\nFEE = Fee(100)\n"
        "def fee():\n    return FEE.more(1)\n",
        "from functools import partial\nimport requests\nmake = lambda: requests.Session()\n"
        "made = partial(requests.Session)\n",
        "from dataclasses import dataclass, field\nimport requests\n@dataclass\nclass Mail:\n"
        "    http: requests.Session = field(default_factory=lambda: requests.Session())\n",
        "from functools import cache\nimport requests\nclass Mail:\n    @cache\n    def http(self):\n"
        "        return requests.Session()\n",
        f"{DEPENDS}Db = Annotated[Session, Depends(session)]\n",
        f"{DEPENDS}def orders(db: Session = Depends(session)):\n    return db\n",
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

"""An app in layers, to whose web layer tests add a handler; and what is found of that handler."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.facts import Concern, HandlerWork, handler_work, parse
from autograder.tree import SourceTree

APP = {
    "boxoffice/__init__.py": "",
    "boxoffice/ports.py": (
        "from dataclasses import dataclass\nfrom typing import Protocol\n"
        "class Payments(Protocol):\n    def charge(self, amount, card, reference): ...\n"
        "class Store(Protocol):\n    def begin(self): ...\n"
        "@dataclass(frozen=True)\nclass Ports:\n    clock: object\n    payments: Payments\n    store: Store\n"
    ),
    "boxoffice/adapters/__init__.py": "",
    "boxoffice/adapters/payments.py": (
        "import requests\nclass HttpPayments:\n    def charge(self, amount, card, reference):\n"
        "        return requests.post('u')\n"
    ),
    "boxoffice/adapters/database.py": (
        "from sqlalchemy.orm import Session\nclass SqlStore:\n    def begin(self):\n"
        "        return Session(None)\ndef seats(session: Session):\n    return session.get(object, 1)\n"
        "def cents(euros):\n    return round(euros * 100)\n"
    ),
    "boxoffice/domain/__init__.py": "from boxoffice.domain.pricing import Refused, price\n",
    "boxoffice/domain/pricing.py": (
        "class Refused(Exception):\n    def __init__(self, reason):\n        self.reason = reason\n"
        "def price(lines):\n    return sum(a * b for a, b in lines)\n"
        "def normal(email):\n    return email.strip().lower()\n"
    ),
    "boxoffice/services/__init__.py": "",
    "boxoffice/services/buying.py": (
        "from dataclasses import dataclass\nfrom boxoffice.domain import price\n"
        "from boxoffice.ports import Ports\n"
        "@dataclass\nclass Purchase:\n    lines: list\n"
        "def buy(purchase: Purchase, ports: Ports):\n    with ports.store.begin() as t:\n"
        "        t.hold(price(purchase.lines))\n        ports.payments.charge(1, 'c', 'r')\n"
        "def status(order_id, ports):\n    with ports.store.begin() as t:\n        return t.order(order_id)\n"
        "class Buying:\n    def __init__(self, ports: Ports):\n        self.ports = ports\n"
        "    def __call__(self, purchase):\n        return buy(purchase, self.ports)\n"
        "    def run(self, purchase):\n        return buy(purchase, self.ports)\n"
    ),
    "boxoffice/web/__init__.py": "",
    "boxoffice/web/dependencies.py": (
        "from typing import Annotated\nfrom fastapi import Depends, Request\n"
        "from boxoffice.ports import Ports\n"
        "def ports_of(request: Request) -> Ports:\n    return request.app.state.ports\nMOUNTED_AT = ''\n"
        "AppPorts = Annotated[Ports, Depends(ports_of)]\n"
    ),
}

HEAD = """
from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field, field_validator, model_validator
from boxoffice import domain
from boxoffice.domain import Refused
from boxoffice.services import buying
from boxoffice.services.buying import Buying, Purchase, buy
from boxoffice.web.dependencies import AppPorts, ports_of
router = APIRouter()
class OrderIn(BaseModel):
    lines: list
    email: str = ""
"""


def found(orders: str, others: Mapping[str, str] | None = None) -> HandlerWork:
    """What the one handler of an app does whose `web/orders.py` goes on like this."""
    tree = SourceTree({**APP, **(others or {}), "boxoffice/web/orders.py": HEAD + orders})
    (only,) = handler_work(parse(tree))
    return only


def concerns(orders: str, others: Mapping[str, str] | None = None) -> set[Concern]:
    """What kinds of work of others that handler does."""
    return {work.concern for work in found(orders, others).work}

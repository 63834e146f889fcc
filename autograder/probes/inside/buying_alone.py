"""Calls the use case of buying where no web framework can be imported, with ports of ours round it.

Sent into the sandbox as text; holds no expected answer.
"""

import dataclasses
import importlib
import inspect
import itertools
import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.probes.inside.buying_ports import (
    LONGEST,
    MOST_ITEMS,
    MOST_STEPS,
    Clock,
    Mail,
    NotedStore,
    Payments,
    Rule,
    plain,
)

FRAMEWORKS = ("fastapi", "starlette", "flask", "werkzeug", "django", "pydantic", "uvicorn", "httpx2")
MODULE, FUNCTION, VALUE = "boxoffice.services.buying", "buy", "Purchase"

ORDER = ("id", "status", "email", "subtotal", "discount", "fee", "total", "promo")


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Make the events, then buy what each case says, and read back what became of it.

    Arguments:
        argument: ``events`` (title, status, times, tiers, promos), ``cases`` (see `PurchaseCase` outside),
            and ``charge_takes``, the seconds that a charge takes.

    Returns:
        ``outcomes``, one for each case; or ``missing``, a name that is not there.
    """
    for name in [each for each in sys.modules if each.partition(".")[0] in (*FRAMEWORKS, "boxoffice")]:
        del sys.modules[name]
    for name in FRAMEWORKS:
        sys.modules[name] = None  # type: ignore[assignment] # the importer's way to say: there is none
    os.environ["DATABASE_URL"] = "sqlite:///nowhere/at/all.db"  # settings are not for use cases
    rule = Rule()
    if any(case["rule"] for case in argument["cases"]):
        rule.stand_in()  # before anybody has taken its name along
    module = importlib.import_module(MODULE)
    for name in (FUNCTION, VALUE):
        if not callable(getattr(module, name, None)):
            return {"missing": f"{MODULE}.{name}"}
    shop = Shop(module, rule, timedelta(seconds=argument["charge_takes"]))
    shop.make(argument["events"])
    return {"outcomes": [shop.outcome(case) for case in argument["cases"]]}


class Shop:
    """The use case with its ports, over a new database."""

    def __init__(self, module: Any, rule: Rule, charge_takes: timedelta) -> None:
        self.buy, self.purchase = getattr(module, FUNCTION), getattr(module, VALUE)
        self.seam = importlib.import_module("boxoffice.ports")
        database = importlib.import_module("boxoffice.adapters.database")
        self.store = database.Store(f"sqlite:///{Path(tempfile.mkdtemp()) / 'boxoffice.db'}")
        self.noted, self.rule = NotedStore(self.store), rule
        self.clock, self.mail = Clock(), Mail()
        self.payments = Payments(self.seam, self.clock, charge_takes, self.noted)
        self.codes: list[str] = []
        self._numbers = itertools.count(1)
        handed: dict[str, Any] = {
            "clock": self.clock,
            "new_code": self.new_code,
            "payments": self.payments,
            "mail": self.mail,
            "partners": None,
            "store": self.noted,
        }
        wanted = [field.name for field in dataclasses.fields(self.seam.Ports)]
        self.ports = self.seam.Ports(**{name: handed.get(name) for name in wanted})
        self.events: list[tuple[int, list[int]]] = []

    def new_code(self) -> str:
        """A code like no other."""
        self.codes.append(f"CODE-{next(self._numbers):04d}")
        return self.codes[-1]

    def make(self, events: list[dict[str, Any]]) -> None:
        """Keep the events in the store, through its own words."""
        for event in events:
            new = self.seam.NewEvent(
                title=event["title"],
                venue="Hall",
                city="Ghent",
                status=event["status"],
                starts_at=_time(event["starts_at"]),
                on_sale_at=_time(event["on_sale_at"]),
                tiers=tuple(self.seam.NewTier(**tier) for tier in event["tiers"]),
                promos=tuple(self.seam.NewPromo(**_with_times(promo)) for promo in event["promos"]),
            )
            with self.store.begin() as transaction:
                number = transaction.add_event(new)
                kept = transaction.event(number, datetime.now(UTC))
                transaction.commit()
            self.events.append((number, [tier.id for tier in kept.tiers]))

    def outcome(self, case: dict[str, Any]) -> dict[str, Any]:
        """Buy, and say what came of it."""
        number, tiers = self.events[case["event"]] if case["event"] is not None else (999_999, [])
        lines = tuple((tiers[tier] if tier < len(tiers) else 999_999, many) for tier, many in case["lines"])
        if case["foreign"]:
            lines = ((self.events[case["foreign"]][1][0], lines[0][1]),)
        self.clock.now = _time(case["now"])
        self.payments.does = case["payments"]
        self.payments.asked, self.mail.sent, self.codes[:] = [], [], []
        self.rule.says = case["rule"]
        self.noted.forget()
        said = self._called(
            {
                "event_id": number,
                "email": case["email"],
                "lines": lines,
                "card": case["card"],
                "promo": case["promo"],
                "idempotency_key": case["key"],
            }
        )
        said |= {"charges": self.payments.asked[:MOST_ITEMS], "mails": self.mail.sent[:MOST_ITEMS]}
        said |= {"steps": self.noted.steps[:MOST_STEPS], "held": self.noted.held}
        said |= {"codes": self.codes[:MOST_ITEMS], "event_id": number, "tiers": tiers}
        return said | self._read(case, number if tiers else None, said.get("order_id"))

    def _called(self, named: dict[str, Any]) -> dict[str, Any]:
        try:
            order = self.buy(self.purchase(**named), self.ports)
            if inspect.isawaitable(order):
                return {"raised": "a coroutine", "message": "buy is async: its caller would have to wait"}
            order_id = getattr(order, "id", None)
            return {"order": _order(order), "order_id": order_id if type(order_id) is int else None}
        except Exception as error:
            return _raised(error)

    def _read(self, case: dict[str, Any], number: int | None, order_id: Any) -> dict[str, Any]:
        """What a later transaction finds."""
        with self.store.begin() as transaction:
            event = transaction.event(number, self.clock.now) if number else None
            promo = transaction.promo(case["promo"]) if case["promo"] else None
            found = transaction.order(order_id) if order_id is not None else None
            return {
                "left": [plain(tier.left) for tier in event.tiers] if event else [],
                "uses_left": plain(promo.uses_left) if promo else None,
                "kept": _order(found) if found else None,
            }


def _order(order: Any) -> dict[str, Any]:
    tickets = getattr(order, "tickets", None) or ()
    fields = {name: plain(getattr(order, name, None)) for name in ORDER}
    codes = [plain(getattr(ticket, "code", None)) for ticket in tickets]
    return {**fields, "codes": codes[:MOST_ITEMS], "paid_at": plain(getattr(order, "paid_at", None))}


def _raised(error: Exception) -> dict[str, Any]:
    root = f"{Path.cwd()}/"
    frames = [
        (frame.f_code.co_filename.removeprefix(root), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(root)
    ]
    path, line = frames[-1] if frames else (None, None)
    order_id = getattr(error, "order_id", None)
    return {
        "raised": type(error).__name__[:LONGEST],
        "bases": [each.__name__[:LONGEST] for each in type(error).__mro__][:MOST_ITEMS],
        "reason": plain(getattr(error, "reason", None)),
        "declined": plain(getattr(error, "declined", None)),
        "tier_id": plain(_details(error).get("tier_id")),
        "order_id": order_id if type(order_id) is int else None,
        "message": str(error)[:LONGEST],
        "path": path,
        "line": line,
    }


def _details(error: Exception) -> dict[str, Any]:
    details = getattr(error, "details", None)
    return details if isinstance(details, dict) else {}


def _with_times(promo: dict[str, Any]) -> dict[str, Any]:
    return {**promo, "starts_at": _time(promo["starts_at"]), "ends_at": _time(promo["ends_at"])}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FRAMEWORKS = ("fastapi", "starlette", "flask", "werkzeug", "django", "pydantic", "uvicorn", "httpx2")
LONGEST = 200
MOST_ITEMS = 20

MODULE, FUNCTION, VALUE = "boxoffice.services.buying", "buy", "Purchase"

ORDER = ("id", "status", "email", "subtotal", "discount", "fee", "total", "promo")
CONFIRMATION = ("email", "order_id", "title", "codes", "total")


class Clock:
    """The time that the use case is told."""

    now: datetime

    def __call__(self) -> datetime:
        """Tell it, aware, in UTC."""
        return self.now


class Payments:
    """Takes a card, or declines it, or fails, as it is told; writes down what it is asked."""

    def __init__(self, seam: Any) -> None:
        self._seam, self._numbers = seam, itertools.count(1)
        self.does = "charge"
        self.asked: list[dict[str, Any]] = []

    def charge(self, amount: Any = None, card: Any = None, reference: Any = None, **named: Any) -> str:
        """Charge a card."""
        cents = named.get("amount_cents", amount)
        self.asked.append({"amount": _plain(cents), "card": _plain(card), "reference": _plain(reference)})
        if self.does == "decline":
            raise self._seam.Declined("declined")
        if self.does == "fail":
            raise self._seam.PaymentFailed("no answer")
        return f"ch_{next(self._numbers)}"

    def find(self, _: Any) -> None:
        """From lesson 06 on: nothing stands that was not charged."""

    def void(self, _: Any) -> None:
        """From lesson 06 on: what was not charged is barred."""

    def refund(self, *_: Any, **__: Any) -> None:
        """Nobody who buys asks for this."""
        self.asked.append({"amount": None, "card": "refund", "reference": None})


class Mail:
    """Writes down what it should send."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, message: Any) -> None:
        """From lesson 06 on: note what there is to send."""
        if type(message).__name__ == "RefundNotice":
            self.send_refund(message)
        else:
            self.send_confirmation(message)

    def send_confirmation(self, confirmation: Any) -> None:
        """Note a confirmation."""
        self.sent.append({name: _plain(getattr(confirmation, name, None)) for name in CONFIRMATION})

    def send_refund(self, notice: Any) -> None:
        """Nobody who buys asks for this."""
        self.sent.append({"email": _plain(getattr(notice, "email", None)), "title": "refund"})


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Make the events, then buy what each case says, and read back what became of it.

    Arguments:
        argument: ``events`` (title, status, times, tiers, promos) and ``cases`` (see `Case` outside).

    Returns:
        ``outcomes``, one for each case; or ``missing``, a name that is not there.
    """
    for name in [each for each in sys.modules if each.partition(".")[0] in (*FRAMEWORKS, "boxoffice")]:
        del sys.modules[name]
    for name in FRAMEWORKS:
        sys.modules[name] = None  # type: ignore[assignment] # the importer's way to say: there is none
    os.environ["DATABASE_URL"] = "sqlite:///nowhere/at/all.db"  # settings are not for use cases
    module = importlib.import_module(MODULE)
    for name in (FUNCTION, VALUE):
        if not callable(getattr(module, name, None)):
            return {"missing": f"{MODULE}.{name}"}
    shop = Shop(module)
    shop.make(argument["events"])
    return {"outcomes": [shop.outcome(case) for case in argument["cases"]]}


class Shop:
    """The use case with its ports, over a new database."""

    def __init__(self, module: Any) -> None:
        self.buy, self.purchase = getattr(module, FUNCTION), getattr(module, VALUE)
        self.seam = importlib.import_module("boxoffice.ports")
        database = importlib.import_module("boxoffice.adapters.database")
        self.store = database.Store(f"sqlite:///{Path(tempfile.mkdtemp()) / 'boxoffice.db'}")
        self.clock, self.payments, self.mail = Clock(), Payments(self.seam), Mail()
        self.codes: list[str] = []
        self._numbers = itertools.count(1)
        handed: dict[str, Any] = {
            "clock": self.clock,
            "new_code": self.new_code,
            "payments": self.payments,
            "mail": self.mail,
            "partners": None,
            "store": self.store,
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
        said = self._called(
            {
                "event_id": number,
                "email": case["email"],
                "lines": lines,
                "card": case["card"],
                "promo": case["promo"],
            }
        )
        said |= {"charges": self.payments.asked[:MOST_ITEMS], "mails": self.mail.sent[:MOST_ITEMS]}
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
                "left": [_plain(tier.left) for tier in event.tiers] if event else [],
                "uses_left": _plain(promo.uses_left) if promo else None,
                "kept": _order(found) if found else None,
            }


def _order(order: Any) -> dict[str, Any]:
    tickets = getattr(order, "tickets", None) or ()
    fields = {name: _plain(getattr(order, name, None)) for name in ORDER}
    codes = [_plain(getattr(ticket, "code", None)) for ticket in tickets]
    return {**fields, "codes": codes[:MOST_ITEMS], "paid_at": _plain(getattr(order, "paid_at", None))}


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
        "reason": _plain(getattr(error, "reason", None)),
        "declined": _plain(getattr(error, "declined", None)),
        "order_id": order_id if type(order_id) is int else None,
        "message": str(error)[:LONGEST],
        "path": path,
        "line": line,
    }


def _with_times(promo: dict[str, Any]) -> dict[str, Any]:
    return {**promo, "starts_at": _time(promo["starts_at"]), "ends_at": _time(promo["ends_at"])}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _plain(value: Any) -> Any:
    """A value as JSON; what is no plain value says its type."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else f"naive {value.isoformat()}"
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value[:MOST_ITEMS]]
    return {"other": f"{type(value).__name__} {value!r}"[:LONGEST]}

"""The fault panel: one purchase, some trouble, and where the money is. It buys and looks; another shows."""

from __future__ import annotations

import atexit
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from autograder.bench._live import LiveApp, NoAnswerError, live_app
from autograder.tree import SourceTree
from autograder.upstreams import Fault

AROUND = "around.py"
AROUND_TEXT = """
import asyncio
import dataclasses
import importlib.util
import json
import logging
from datetime import timedelta

from boxoffice.main import app as boxoffice

said = []


class Keep(logging.Handler):
    def emit(self, record):
        said.append([record.levelname, record.getMessage()])


logging.getLogger("boxoffice").addHandler(Keep())


def recover():
    if importlib.util.find_spec("boxoffice.services.recovering") is None:
        return False
    from boxoffice.services import recovering

    ports = boxoffice.state.ports
    later = dataclasses.replace(ports, clock=lambda: ports.clock() + timedelta(minutes=11))
    recovering.recover(later)
    return True


async def app(scope, receive, send):
    path = scope["path"] if scope["type"] == "http" else ""
    if path == "/-log":
        answer = said[:]
        said.clear()
    elif path == "/-recover":
        answer = await asyncio.to_thread(recover)
    else:
        await boxoffice(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
"""
"""Stands around the app: keeps its log, and lets it recover as if eleven minutes had passed."""

RECOVER = "/-recover"
"""Asked of what stands around."""

CONCERT = {
    "title": "The Long Players",
    "venue": {"name": "Old Gasworks", "city": "Ghent"},
    "starts_at": "2036-05-01T20:00:00+02:00",
    "on_sale_at": "2026-01-01T10:00:00Z",
    "tiers": [{"name": "Standing", "price_cents": 3500, "seats": 100_000}],
}

Dial = Callable[[LiveApp], None]

WELL = "well"
CHARGES: Mapping[str, Dial] = {
    WELL: lambda _: None,
    "declines": lambda app: app.upstreams.payments.dial(Fault.DECLINE),
    "answer lost, once": lambda app: app.upstreams.payments.dial(Fault.DROP, on="charge", times=1),
    "answer lost, always": lambda app: app.upstreams.payments.dial(Fault.DROP, on="charge"),
    "nonsense": lambda app: app.upstreams.payments.dial(
        Fault.GARBAGE, status=201, after_work=True, on="charge"
    ),
    "dead": lambda app: app.upstreams.payments.dial(Fault.ERROR, on="charge"),
}
"""What becomes of a charge. Lost and nonsense: the card is charged all the same."""

VOIDS: Mapping[str, Dial] = {
    WELL: lambda _: None,
    "dead": lambda app: app.upstreams.payments.dial(Fault.ERROR, on="void"),
}
MAILS: Mapping[str, Dial] = {
    WELL: lambda _: None,
    "dead": lambda app: app.upstreams.mail.dial(Fault.ERROR),
}

_ROUNDS = count(1)


@dataclass(frozen=True)
class Trouble:
    """How the switches stand.

    Arguments:
        charge, void, mail: words of `CHARGES`, `VOIDS` and `MAILS`.
        twice: whether the customer's phone sends the purchase again, with the same key.
        recover: whether all is well again afterwards, eleven minutes pass, and `recover` runs.
    """

    charge: str = "answer lost, always"
    void: str = WELL
    mail: str = WELL
    twice: bool = False
    recover: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a purchase.

    Arguments:
        answers: status and body of each answer.
        log: level and words of each event.
        charges: key, cents charged and cents kept of each charge.
        orders: id, status, total in cents and number of tickets of each order.
        mails: how many the customer got.
        problem: why there is nothing to see.
    """

    answers: tuple[tuple[int, str], ...] = ()
    log: tuple[tuple[str, str], ...] = ()
    charges: tuple[tuple[str, int, int], ...] = ()
    orders: tuple[tuple[int, str, int, int], ...] = ()
    mails: int = 0
    problem: str = ""

    @property
    def kept_cents(self) -> int:
        """What the customer has paid in the end."""
        return sum(kept for _, _, kept in self.charges)

    @property
    def ticketed_cents(self) -> int:
        """What the tickets cost that the customer has."""
        return sum(total for _, status, total, _ in self.orders if status == "paid")

    @property
    def agrees(self) -> bool:
        """Whether money and tickets agree."""
        return self.kept_cents == self.ticketed_cents


def bought(tree: SourceTree, trouble: Trouble) -> Outcome:
    """Buy two tickets in trouble, and look where the money is."""
    app = running(tree)
    if isinstance(app, str):
        return Outcome(problem=app)
    guest, card = f"ada{next(_ROUNDS)}@example.org", f"tok_{next(_ROUNDS)}"
    for dial in (CHARGES[trouble.charge], VOIDS[trouble.void], MAILS[trouble.mail]):
        dial(app)
    body = {"event_id": 1, "email": guest, "lines": [{"tier_id": 1, "quantity": 2}], "card": card}
    try:
        sent = [
            app.post("/orders", body, headers={"Idempotency-Key": card}) for _ in range(1 + trouble.twice)
        ]
        app.upstreams.reset()
        if trouble.recover:
            app.get(RECOVER)
        return _seen(app, guest, card, [(answer.status, _pretty(answer.text)) for answer in sent])
    except NoAnswerError as error:
        return Outcome(problem=str(error))
    finally:
        app.upstreams.reset()


def _seen(app: LiveApp, guest: str, card: str, answers: list[tuple[int, str]]) -> Outcome:
    orders: Any = app.get(f"/customers/{guest}/orders").json()
    events: Any = app.get("/-log").json()
    return Outcome(
        answers=tuple(answers),
        log=tuple((level, words) for level, words in events),
        charges=tuple(
            (charge.key or "no key", charge.amount_cents, charge.kept_cents)
            for charge in app.upstreams.payments.charges
            if charge.card == card
        ),
        orders=tuple(
            (order["id"], order["status"], order["total_cents"], len(order["tickets"])) for order in orders
        ),
        mails=sum(mail.to == guest for mail in app.upstreams.mail.messages),
    )


@cache
def running(tree: SourceTree) -> LiveApp | str:
    """The app of a tree with a concert on sale, started once and kept; or why it does not start."""
    try:
        app = live_app(tree.with_file(AROUND, AROUND_TEXT), entry="around:app")
        atexit.register(app.close)
        app.post("/events", CONCERT)
    except NoAnswerError as error:
        return str(error)
    return app


def side_by_side(trees: Mapping[str, SourceTree], trouble: Trouble) -> dict[str, Outcome]:
    """The same trouble for several apps, by their names."""
    with ThreadPoolExecutor(len(trees)) as threads:
        return dict(zip(trees, threads.map(lambda tree: bought(tree, trouble), trees.values()), strict=True))


def sentence(trouble: Trouble, found: Mapping[str, Outcome]) -> str:
    """What to look at, in one sentence."""
    troubles = [f"charge: {trouble.charge}"]
    troubles += [f"void: {trouble.void}"] * (trouble.void != WELL)
    troubles += [f"mail: {trouble.mail}"] * (trouble.mail != WELL)
    told = "; ".join(f"{name}, {in_words(outcome)}" for name, outcome in found.items())
    return f"{_as_sentence(', '.join(troubles))} {_as_sentence(told)}"


def in_words(outcome: Outcome) -> str:
    """Money and tickets of one app, in a few words."""
    if outcome.problem:
        return "the app gives no answer"
    tickets = sum(many for _, status, _, many in outcome.orders if status == "paid")
    words = f"{in_euros(outcome.kept_cents)} kept and {tickets} tickets"
    if outcome.agrees:
        return words
    wrong = (
        "money without tickets" if outcome.kept_cents > outcome.ticketed_cents else "tickets without money"
    )
    return f"{words}: {wrong}"


def _as_sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def in_euros(cents: int) -> str:
    """An amount as people read it."""
    return f"EUR {cents / 100:,.2f}"


def _pretty(body: str) -> str:
    """An answer; of an order what matters here."""
    try:
        said = json.loads(body)
    except ValueError:
        return body
    if isinstance(said, dict) and "tickets" in said:
        said = {name: said[name] for name in ("id", "status", "total_cents")}
    return json.dumps(said, indent=1, ensure_ascii=False)

"""Checks tickets in where no web framework can be imported, with ports of ours round the use case.

Sent into the sandbox as text; holds no expected answer.
"""

import importlib
import itertools
import os
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.probes.inside.composed_app import Clock, Codes, new_database
from autograder.probes.inside.frameworks import close
from autograder.probes.inside.log_lines import listen
from autograder.probes.inside.seeding import cancel, refund, seed

MODULE, FUNCTION = "boxoffice.services.checking_in", "check_in_ticket"
RULE = "check_in"
RULES = ("boxoffice.domain", "boxoffice.domain.door")
"""Where the rule can be imported from."""

FIELDS = ("code", "order_id", "event", "tier", "used_at")
LONGEST = 200
MOST_LINES = 20

SCANNER_SECONDS = 2.0
"""For the second scanner to be done, or to wait for what the first holds; longer than any database's wait."""


class Ticking:
    """A clock that is a second on whenever it is looked at."""

    def __init__(self, now: str) -> None:
        self._clock, self._looks = Clock(now), 0

    def turn(self, now: str) -> None:
        """Show this time to who looks next."""
        self._clock.turn(now)
        self._looks = 0

    def __call__(self) -> datetime:
        """Tell the time, aware, in UTC."""
        self._looks += 1
        return self._clock() + timedelta(seconds=self._looks - 1)


class Rule:
    """Says in the rule's place what it was told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.says: str | None = None
        self.asked: list[dict[str, Any]] = []
        self._refused = importlib.import_module(RULES[0]).Refused

    def __call__(
        self, now: Any, starts_at: Any, paid: Any, cancelled: Any, used: Any, *_: Any, **__: Any
    ) -> None:
        """Stand in for `check_in`. A later lesson's rule may be asked more, and nobody asks that here."""
        facts = {"paid": bool(paid), "cancelled": bool(cancelled), "used": bool(used)}
        self.asked.append({"now": _plain(now), "starts_at": _plain(starts_at), **facts})
        if self.says is not None:
            raise self._refused(self.says)


class Payments:
    """Takes any card."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def charge(self, *_: Any, **__: Any) -> str:
        """Charge a card."""
        return f"ch_{next(self._numbers)}"

    def void(self, _: Any) -> None:
        """From lesson 06 on: nothing is charged."""

    def refund(self, *_: Any, **__: Any) -> None:
        """Give money back."""


class Mail:
    """Sends nothing."""

    def send(self, _: Any) -> None:
        """From lesson 06 on: tell nobody."""

    def send_confirmation(self, _: Any) -> None:
        """Tell nobody."""

    def send_refund(self, _: Any) -> None:
        """Tell nobody."""


class Overtaken:
    """A store in which somebody of another process is always quicker to use a ticket.

    Arguments:
        store: the tree's own.
    """

    def __init__(self, store: Any) -> None:
        self._store = store

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A transaction of the store, in which a ticket is noted before whoever is here can note it."""
        with self._store.begin() as transaction:
            yield Held(transaction, transaction.use_ticket)


class TwoScanners:
    """A store whose first reader is held up before it writes, until another has tried to come in between.

    Arguments:
        store: the tree's own.
        second: what the other one does.
    """

    def __init__(self, store: Any, second: Any) -> None:
        self._store, self._second = store, second
        self.met = False

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A transaction of the store; the first one to use a ticket meets the other scanner."""
        with self._store.begin() as transaction:
            yield Held(transaction, self.meet)

    def meet(self, *_: Any, **__: Any) -> None:
        """Let the other scanner go to its end, or to where it has to wait."""
        if not self.met:
            self.met = True
            thread = threading.Thread(target=self._second, daemon=True)
            thread.start()
            thread.join(SCANNER_SECONDS / 4)
            self.thread = thread


class Held:
    """A transaction in which something happens before a ticket is used: it is called with what that is."""

    def __init__(self, transaction: Any, before: Any) -> None:
        self._transaction, self._before = transaction, before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transaction, name)

    def use_ticket(self, *arguments: Any, **named: Any) -> Any:
        """Note that a ticket is used, after the other one has had its turn."""
        self._before(*arguments, **named)
        return self._transaction.use_ticket(*arguments, **named)


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Fill a store, then do what each step says.

    Arguments:
        argument: ``closed`` (top-level packages that cannot be imported), ``now``, ``codes``, ``seeds``
            (see `seed`), and ``steps``: each with ``do`` (`check-in`, `two-scanners`, `overtaken`, `cancel`,
            `refund`), ``what`` (a code or an id), ``now``, ``gate`` and ``rule`` (why the rule says no).

    Returns:
        ``outcomes``, a list for each step; or ``missing``, a name that is not there.
    """
    close(argument["closed"])
    os.environ["DATABASE_URL"] = "sqlite:///nowhere/at/all.db"  # settings are not for use cases
    rule = Rule()
    for name in RULES:
        setattr(importlib.import_module(name), RULE, rule)
    module = importlib.import_module(MODULE)
    if not callable(getattr(module, FUNCTION, None)):
        return {"missing": f"{MODULE}.{FUNCTION}"}
    door = Door(getattr(module, FUNCTION), rule, argument)
    return {"outcomes": [door.outcomes(step) for step in argument["steps"]]}


class Door:
    """The use case, with ports over a new store that has been filled."""

    def __init__(self, check_in: Any, rule: Rule, argument: dict[str, Any]) -> None:
        self._check_in, self._rule = check_in, rule
        self._clock = Ticking(argument["now"])
        self._lines: list[str] = []
        listen(self._lines)
        seam = importlib.import_module("boxoffice.ports")
        store = importlib.import_module("boxoffice.adapters.database").Store(new_database())
        self._store, self._ports_of = store, seam.Ports
        self._codes = Codes(argument["codes"])
        self._ports = self._handed(store)
        seed(self._ports, argument["seeds"])

    def _handed(self, store: Any) -> Any:
        return self._ports_of(
            clock=self._clock,
            new_code=self._codes,
            payments=Payments(),
            mail=Mail(),
            partners=None,
            store=store,
        )

    def outcomes(self, step: dict[str, Any]) -> list[dict[str, Any]]:
        """Do what a step says; gives an outcome for each time that the use case was called."""
        self._clock.turn(step["now"])
        self._rule.says, self._gate = step["rule"], step["gate"]
        if step["do"] == "cancel":
            cancel(self._ports, step["what"])
            return []
        if step["do"] == "refund":
            refund(self._ports, step["what"])
            return []
        if step["do"] == "two-scanners":
            return self._two_scanners(step["what"])
        if step["do"] == "overtaken":
            return [self._outcome(step["what"], self._handed(Overtaken(self._store)))]
        return [self._watched(step["what"])]

    def _two_scanners(self, code: str) -> list[dict[str, Any]]:
        second: list[dict[str, Any]] = []
        scanners = TwoScanners(self._store, lambda: second.append(self._outcome(code, self._ports)))
        first = self._outcome(code, self._handed(scanners))
        if scanners.met:
            scanners.thread.join(SCANNER_SECONDS)
        return [first, *second]

    def _watched(self, code: str) -> dict[str, Any]:
        """An outcome with what the rule was asked, what the store keeps and what the log says of the gate."""
        self._rule.asked.clear()
        self._lines.clear()
        said = self._outcome(code, self._ports)
        logged = [line[:LONGEST] for line in self._lines if self._gate in line][:MOST_LINES]
        return {**said, "asked": [*self._rule.asked], "noted": self._noted(code), "logged": logged}

    def _outcome(self, code: str, ports: Any) -> dict[str, Any]:
        try:
            ticket = self._check_in(code, self._gate, ports)
            return {"ticket": {name: _plain(getattr(ticket, name, None)) for name in FIELDS}}
        except Exception as error:
            return _raised(error)

    def _noted(self, code: str) -> Any:
        """When the store says that a ticket was used."""
        with self._store.begin() as transaction:
            return _plain(getattr(transaction.admission(code), "used_at", None))


def _raised(error: Exception) -> dict[str, Any]:
    root = f"{Path.cwd()}/"
    frames = [
        (frame.f_code.co_filename.removeprefix(root), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(root)
    ]
    path, line = frames[-1] if frames else (None, None)
    reason = getattr(error, "reason", None)
    bases = [each.__name__ for each in type(error).__mro__]
    return {
        # Lesson 06 grows kinds of it; whoever catches a Refused catches them too.
        "raised": "Refused" if "Refused" in bases else bases[0][:LONGEST],
        "reason": str.__str__(reason)[:LONGEST] if isinstance(reason, str) else None,
        "message": str(error)[:LONGEST],
        "path": path,
        "line": line,
    }


def _plain(value: Any) -> Any:
    """A value as JSON; what is no plain value says its type."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else f"naive {value.isoformat()}"
    return {"other": f"{type(value).__name__} {value!r}"[:LONGEST]}

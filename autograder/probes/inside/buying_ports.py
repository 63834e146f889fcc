"""The ports that the use case of buying is handed: they do as told, and write down what they are asked.

Sent into the sandbox as text; holds no expected answer.
"""

import functools
import importlib
import inspect
import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST = 200
MOST_ITEMS = 20
MOST_STEPS = 80

CONFIRMATION = ("email", "order_id", "title", "codes", "total")
HOLD = ("created_at", "until", "idempotency_key")
OUTSIDE = 0
"""The number of no transaction: what payments is asked."""


class Clock:
    """The time that the use case is told."""

    now: datetime

    def __call__(self) -> datetime:
        """Tell it, aware, in UTC."""
        return self.now


class Payments:
    """Takes a card, or declines it, or fails, as it is told; writes down what it is asked."""

    def __init__(self, seam: Any, clock: Clock, takes: timedelta, noted: "NotedStore") -> None:
        self._seam, self._clock, self._takes, self._noted = seam, clock, takes, noted
        self._numbers = itertools.count(1)
        self.does = "charge"
        self.asked: list[dict[str, Any]] = []

    def charge(self, amount: Any = None, card: Any = None, reference: Any = None, **named: Any) -> str:
        """Charge a card."""
        cents = named.get("amount_cents", amount)
        self.asked.append({"amount": plain(cents), "card": plain(card), "reference": plain(reference)})
        self._noted.steps.append((OUTSIDE, "charge", None))
        self._clock.now += self._takes
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
        self.sent.append({name: plain(getattr(confirmation, name, None)) for name in CONFIRMATION})

    def send_refund(self, notice: Any) -> None:
        """Nobody who buys asks for this."""
        self.sent.append({"email": plain(getattr(notice, "email", None)), "title": "refund"})


class NotedStore:
    """A store's transactions, and no more of it. Writes down their calls in order.

    `steps` has a number of the transaction, the name of what it was asked, and of `lock_event` the event;
    payments writes its charges between them. `held` is what the last hold said.
    """

    def __init__(self, store: Any) -> None:
        self._store, self._numbers = store, itertools.count(1)
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.steps: list[tuple[int, str, Any]] = []
        self.held: dict[str, Any] | None = None

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A transaction."""
        with self._store.begin() as transaction:
            yield NotedTransaction(self, transaction, self._numbers)

    def __getattr__(self, name: str) -> Any:
        """What else a store has is for others."""
        raise AttributeError(f"ports.store.{name} is not for this use case: store.begin() is enough")


class NotedTransaction:
    """A transaction whose calls are written down. After a commit it counts as another one."""

    def __init__(self, store: NotedStore, transaction: Any, numbers: Iterator[int]) -> None:
        self._store, self._transaction, self._numbers = store, transaction, numbers
        self._number = next(numbers)

    def __getattr__(self, name: str) -> Any:
        """What it is asked for, noted when it is called."""
        if name.startswith("_"):
            raise AttributeError(f"{name} is the transaction's own")
        found = getattr(self._transaction, name)
        return functools.partial(self._asked, name, found) if callable(found) else found

    def _asked(self, name: str, call: Callable[..., Any], *values: Any, **named: Any) -> Any:
        first = next(iter((*values, *named.values())), None)
        self._store.steps.append((self._number, name, plain(first) if name == "lock_event" else None))
        if name == "hold":
            self._store.held = {field: plain(getattr(first, field, None)) for field in HOLD}
        answer = call(*values, **named)
        if name == "commit":
            self._number = next(self._numbers)
        return answer


class Rule:
    """`may_buy`, in the place where buying finds it; it may be told what to say.

    `says` is `refuse` (the event is a draft), `allow` (there is enough of everything, and nobody owns any),
    or empty, which is as it is.
    """

    says = ""

    def stand_in(self) -> None:
        """Take the rule's place wherever the domain names it."""
        domain = importlib.import_module("boxoffice.domain")
        right = getattr(domain, "may_buy", None)
        if not callable(right):
            return
        told = self._told(right)
        for name, module in [*sys.modules.items()]:
            if name.partition(".")[0] == "boxoffice":
                names = [each for each, value in vars(module).items() if _is_same(value, right)]
                for each in names:
                    setattr(module, each, told)

    def _told(self, right: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(right)
        def may_buy(*values: Any, **named: Any) -> Any:
            if not self.says:
                return right(*values, **named)
            asked = inspect.signature(right).bind(*values, **named).arguments
            if self.says == "refuse":
                return right(**{**asked, "status": "draft"})
            return right(**{**asked, "left": dict(asked["wanted"]), "owned": 0})

        return may_buy


def _is_same(value: Any, right: Any) -> bool:
    """Whether both are one rule; a bound method is made anew each time it is asked for."""
    return value is right or (type(value) is type(right) and bool(value == right))


def plain(value: Any) -> Any:
    """A value as JSON; what is no plain value says its type."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else f"naive {value.isoformat()}"
    if isinstance(value, list | tuple):
        return [plain(each) for each in value[:MOST_ITEMS]]
    return {"other": f"{type(value).__name__} {value!r}"[:LONGEST]}

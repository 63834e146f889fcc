"""Ports whose every step is noted. Sent into the sandbox as a part.

The upstream services behind them are outside, so that nobody in here has to be believed about the money.
A step is what the outside world can tell: a commit, and a call of a service, each before and after it.
"""

import http.client
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

CRASHED = 86
"""The exit code of a process that died at the step at which it was to die."""

OPEN_TRANSACTIONS = "x-survive-open-transactions"
"""On a call of a neighbour: how many transactions had been used and not yet committed or left."""

MESSAGE = "message"
"""The subject of a mail that stands for one: its text is what the message says, as JSON."""

PATIENCE = "?timeout=1.5"
"""Of SQLite, in seconds, as its URL says it: whoever waits that long for another transaction waits for a
service, and that one for the test."""

SECONDS = 60.0
"""For one call: longer than an answer is ever withheld."""

CHARGED, REFUNDED, FOUND, TAKEN = 201, 201, 200, 202
DECLINED, UNKNOWN = 402, 404
NOT_REACHED = 521
"""Of a service outside that plays one which nobody can reach: no real one answers so."""

Step = Callable[[str], None]


class Steps:
    """Counts the steps of one process, and dies at one of them once it is armed."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._leave = os._exit
        self._die_at, self._die_on = 0, ""
        self._last_word: Callable[[list[str]], None] = _nothing

    def arm(self, die_at: int, die_on: str, last_word: Callable[[list[str]], None]) -> None:
        """Count from here on.

        Arguments:
            die_at: the number of the step to die at, counted from 1; 0 dies at none.
            die_on: a name's beginning: die at the first such step; empty dies at none.
            last_word: told the names of all steps so far, just before the end.
        """
        self.names.clear()
        self._die_at, self._die_on, self._last_word = die_at, die_on, last_word

    def __call__(self, name: str) -> None:
        """The process is about to take a step, or has taken it.

        Before a step and after the one before it are one moment to everybody else, and count once.
        """
        if name.startswith("before") and self.names and self.names[-1].startswith("after"):
            return
        self.names.append(name)
        if len(self.names) == self._die_at or (self._die_on and name.startswith(self._die_on)):
            self._last_word(self.names)
            self._leave(CRASHED)


def _nothing(_: list[str]) -> None:
    """Nobody wants to hear it."""


class NotedPayments:
    """The port of payments: one attempt a call, and whatever is not clear is `PaymentFailed`.

    Arguments:
        url: where payments are.
        seam: the module that defines `Declined` and `PaymentFailed`, and from lesson 09 on `NotReached`.
        step: told of every step.
        transactions: how many are open now.
        name: what its steps are called.
    """

    def __init__(
        self, url: str, seam: Any, step: Step, transactions: Callable[[], int], name: str = "payments"
    ) -> None:
        self.url, self._step, self._transactions, self._name = url, step, transactions, name
        self._declined, self._failed = seam.Declined, seam.PaymentFailed
        self._not_reached = getattr(seam, "NotReached", self._failed)
        self.down = False

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        """Charge a card; gives the charge's id."""
        body = {"amount_cents": amount_cents, "currency": "EUR", "card": card}
        status, answer = self._ask(f"charge {key}", "POST", "/charges", body, key)
        if status == DECLINED:
            raise self._declined(key)
        if status != CHARGED or not isinstance(answer.get("id"), str):
            raise self._failed(f"charge {key}: {status or 'no answer'}")
        return str(answer["id"])

    def find(self, key: str) -> str | None:
        """The id of the charge with a key, if there is one that was not voided."""
        status, answer = self._ask(f"find {key}", "GET", f"/charges/{quote(key, safe='')}")
        if status == UNKNOWN:
            return None
        if status != FOUND or "status" not in answer:
            raise self._failed(f"find {key}: {status or 'no answer'}")
        return str(answer["id"]) if answer["status"] == "charged" else None

    def void(self, key: str) -> None:
        """Take a charge back, or bar its key."""
        status, _ = self._ask(f"void {key}", "POST", f"/charges/{quote(key, safe='')}/void")
        if status != FOUND:
            raise self._failed(f"void {key}: {status or 'no answer'}")

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        """Give money back."""
        body = {"charge": charge_id, "amount_cents": amount_cents}
        status, _ = self._ask(f"refund {key}", "POST", "/refunds", body, key)
        if status != REFUNDED:
            raise self._failed(f"refund {key}: {status or 'no answer'}")

    def _ask(
        self, what: str, method: str, path: str, body: Any = None, key: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        self._step(f"before {self._name}: {what}")
        headers = {OPEN_TRANSACTIONS: str(self._transactions())}
        if key is not None:
            headers["Idempotency-Key"] = key
        answered = (0, {}) if self.down else ask(method, self.url + path, body, headers)
        self._step(f"after {self._name}: {what}")
        if answered[0] == NOT_REACHED:
            raise self._not_reached(f"{what}: nobody is there")
        return answered


class NotedMail:
    """The port of mail. The mail outside has the message as JSON for its text.

    Arguments:
        url: where mail is.
        seam: the module that defines `MailFailed`.
        step: told of every step.
        transactions: how many are open now.
    """

    def __init__(self, url: str, seam: Any, step: Step, transactions: Callable[[], int]) -> None:
        self.url, self._step, self._transactions = url, step, transactions
        self._failed = seam.MailFailed
        self.down = False

    def send(self, message: Any) -> None:
        """Send a message, or raise."""
        self._step("before mail")
        body = {"to": receiver(message), "subject": MESSAGE, "text": json.dumps(plain(message))}
        headers = {OPEN_TRANSACTIONS: str(self._transactions())}
        status = 0 if self.down else ask("POST", f"{self.url}/messages", body, headers)[0]
        if status != TAKEN:
            raise self._failed(f"mail: {status or 'no answer'}")
        self._step("after mail")


class NotedStore:
    """A store whose transactions are noted.

    Arguments:
        store: the app's own.
        step: told of every commit.

    Attributes:
        writes: whether other calls of a transaction are steps too.
    """

    def __init__(self, store: Any, step: Step) -> None:
        self._store, self._step = store, step
        self._used: set[tuple[int, int]] = set()
        self.writes = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def open(self) -> int:
        """How many transactions this thread has used and neither committed nor left."""
        thread = threading.get_ident()
        return sum(each == thread for _, each in self._used)

    def begin(self, *arguments: Any, **named: Any) -> AbstractContextManager[Any]:
        """A transaction of the app's own store, noted."""
        return self._noted(self._store.begin(*arguments, **named))

    @contextmanager
    def _noted(self, begun: Any) -> Iterator[Any]:
        with begun as transaction:
            noted = NotedTransaction(transaction, self._step, self._used, self.writes)
            try:
                yield noted
            finally:
                noted.rest()


class NotedTransaction:
    """A transaction that says when it is used and when it is committed."""

    def __init__(self, transaction: Any, step: Step, used: set[tuple[int, int]], writes: bool) -> None:
        self._transaction, self._step, self._used, self._writes = transaction, step, used, writes
        self._mark = (id(self), threading.get_ident())

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._transaction, name)
        if not callable(value):
            return value

        def called(*arguments: Any, **named: Any) -> Any:
            if self._writes:
                self._step(f"before {name}")
            self._used.add(self._mark)
            return value(*arguments, **named)

        return called

    def commit(self) -> None:
        """Make it last."""
        self._step("before commit")
        self._transaction.commit()
        self.rest()
        self._step("after commit")

    def rest(self) -> None:
        """Nothing has been asked of it since it was committed or left."""
        self._used.discard(self._mark)


def ask(method: str, url: str, body: Any, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """One request to a service outside: status and JSON object; status 0 for none that can be read."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=SECONDS)
    content = None if body is None else json.dumps(body).encode()
    try:
        connection.request(method, parts.path, content, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        read = json.loads(answer.read())
        return answer.status, read if isinstance(read, dict) else {}
    except (OSError, ValueError, http.client.HTTPException):
        return 0, {}
    finally:
        connection.close()


def receiver(message: Any) -> str:
    """Whom a message is for."""
    for name in ("to", "email"):
        value = getattr(message, name, None)
        if isinstance(value, str):
            return value
    return "nobody@example.org"


def plain(value: Any, depth: int = 4) -> Any:
    """What a message says, as plain JSON."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if depth == 0:
        return "..."
    if isinstance(value, list | tuple):
        return [plain(each, depth - 1) for each in value]
    if isinstance(value, dict):
        return {str(name): plain(each, depth - 1) for name, each in value.items()}
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        return {name: plain(getattr(value, name, None), depth - 1) for name in fields}
    return str(value)

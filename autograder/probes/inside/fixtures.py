"""Fixtures of learners' tests: the box office over HTTP, its rules, its clock, and what it asks of others.

Sent into the sandbox as text; under plain pytest they are used as they are. Whoever registers them
gives a fixture `boxoffice_addresses`: where the app and its upstream services listen.
"""

import dataclasses
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

FRESH = "/__survive__/fresh"
"""Asked of the server around the app, never of the app: empty the database."""

TEST, CLOCK, RULES = "/__survive__/test", "/__survive__/clock", "/__survive__/rules"
"""Asked of the server around the app: name the test, tell or turn the time, ask a rule."""

TEST_HEADER = "x-survive-test"
"""Says which test begins."""


@dataclasses.dataclass(frozen=True)
class Addresses:
    """Unix sockets of the app and of its upstream services, and the path of this app's record there."""

    app: str
    upstreams: str
    control: str


class Upstreams:
    """What the app asked of payments, mail and partners since the test began."""

    def __init__(self, server: httpx2.Client, control: str) -> None:
        self._server, self._control = server, control

    def calls(self, service: str) -> list[dict[str, object]]:
        """The requests to one service, the first one first.

        Arguments:
            service: "payments", "mail" or "partners".

        Returns:
            For each request its "method", "path", "json", and "key": its Idempotency-Key, or None.
        """
        record = self._server.get(f"{self._control}/record").json()
        fields = ("method", "path", "json")
        return [
            {name: call[name] for name in fields} | {"key": call["headers"].get("idempotency-key")}
            for call in record
            if call["service"] == service
        ]

    def dial(self, service: str, fault: str, *, on: str | None = None, times: int | None = None) -> None:
        """Let a service be in trouble, until the test ends.

        Arguments:
            service: "payments", "mail" or "partners".
            fault: "decline" (a charge), "error" (503), "garbage" (nothing that can be read), "drop" (does its
                work, and the answer is lost).
            on: only for this operation: of payments "charge", "refund", "void" or "look_up".
            times: only for the next so many requests.
        """
        given = {"fault": fault, "on": on, "times": times}
        query = {name: value for name, value in given.items() if value is not None}
        answer = self._server.put(f"{self._control}/{service}", params=query)
        if answer.is_error:
            raise ValueError(answer.json()["error"])

    def forget(self) -> None:
        """Empty the record, and let every service be well."""
        self._server.delete(f"{self._control}/record")
        self._server.delete(f"{self._control}/")


class Refused(Exception):  # noqa: N818 - the app's own name for it
    """A rule of the app says no.

    Arguments:
        reason: which one, as the app says it (`too-late`).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rules:
    """The functions of `boxoffice.domain`, asked where the app is, with plain values.

    An object comes back with its fields (`.total`); a refusal is raised as `Refused`.
    """

    Refused = Refused

    def __init__(self, server: httpx2.Client) -> None:
        self._server = server

    def refund_amount(self, *arguments: Any, **named: Any) -> Any:
        """See `boxoffice.domain.refund_amount`."""
        return self._ask("refund_amount", arguments, named)

    def check_in(self, *arguments: Any, **named: Any) -> Any:
        """See `boxoffice.domain.check_in`."""
        return self._ask("check_in", arguments, named)

    def price(self, *arguments: Any, **named: Any) -> Any:
        """See `boxoffice.domain.price`."""
        return self._ask("price", arguments, named)

    def may_buy(self, *arguments: Any, **named: Any) -> Any:
        """See `boxoffice.domain.may_buy`."""
        return self._ask("may_buy", arguments, named)

    def _ask(self, function: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        question = {
            "function": function,
            "arguments": [_sent(each) for each in arguments],
            "named": {name: _sent(each) for name, each in named.items()},
        }
        said = self._server.post(RULES, json=question).raise_for_status().json()
        if "refused" in said:
            raise Refused(said["refused"])
        if "raised" in said:
            raise RuntimeError(f"{function}: {said['raised']}")
        return _received(said["value"])


class Clock:
    """The app's clock: it stands still, until you turn it."""

    def __init__(self, server: httpx2.Client) -> None:
        self._server = server

    @property
    def now(self) -> datetime:
        """What it shows, aware, in UTC."""
        return datetime.fromisoformat(self._server.get(CLOCK).text)

    def turn(self, moment: datetime) -> None:
        """Let it show this moment (aware)."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment} is a time without an offset: nobody knows which moment it is")
        self._server.put(CLOCK, content=moment.isoformat()).raise_for_status()


def _sent(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, dict):
        return {"pairs": [[_sent(key), _sent(each)] for key, each in value.items()]}
    return [_sent(each) for each in value] if isinstance(value, list | tuple) else value


def _received(value: Any) -> Any:
    if isinstance(value, dict):
        fields = value.get("fields")
        return SimpleNamespace(**{k: _received(each) for k, each in fields.items()}) if fields else value
    return value


def _client(socket: str) -> httpx2.Client:
    # verify=False: there is no TLS on a Unix socket, and loading certificates takes 20 ms.
    transport = httpx2.HTTPTransport(uds=socket, verify=False)
    return httpx2.Client(transport=transport, base_url="http://boxoffice.test", timeout=10)


@pytest.fixture
def client(boxoffice_addresses: Addresses, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    """The box office over HTTP, with an empty database."""
    with _client(boxoffice_addresses.app) as http:
        name = quote(request.node.nodeid)
        http.post(FRESH, headers={TEST_HEADER: name}).raise_for_status()
        # The numbers of orders begin anew with the database, and with them their keys.
        with _client(boxoffice_addresses.upstreams) as server:
            server.delete(f"{boxoffice_addresses.control}/books").raise_for_status()
        yield http


@pytest.fixture
def upstreams(boxoffice_addresses: Addresses) -> Iterator[Upstreams]:
    """What the app asks of payments, mail and partners."""
    with _client(boxoffice_addresses.upstreams) as http:
        services = Upstreams(http, boxoffice_addresses.control)
        services.forget()
        yield services
        services.forget()


@pytest.fixture
def rules(boxoffice_addresses: Addresses, request: pytest.FixtureRequest) -> Iterator[Rules]:
    """The rules of the box office: `rules.refund_amount(...)`, `rules.check_in(...)`."""
    with _client(boxoffice_addresses.app) as http:
        if "client" not in request.fixturenames:  # which names the test, too
            http.post(TEST, headers={TEST_HEADER: quote(request.node.nodeid)}).raise_for_status()
        yield Rules(http)


@pytest.fixture
def clock(client: httpx2.Client) -> Clock:
    """The clock of the box office, standing still."""
    shown = Clock(client)
    shown.turn(shown.now)
    return shown


FIXTURES: dict[str, Any] = {"client": client, "clock": clock, "rules": rules, "upstreams": upstreams}
"""By the names that tests use."""

"""Serve the app under one web framework, with no other within its reach, over a store that was filled before.

What the framework is handed is the same under each: a clock, codes, payments, mail and partners of ours, the
tree's own store. An app is asked over HTTP from outside; beside it, use cases can be called that no route of
it need have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from autograder.probes._composed import ComposedApps
from autograder.probes._inside import program
from autograder.probes._serving import START_SECONDS
from autograder.probes.inside.composed_app import APP_HEADER, CLOCK, OURS
from autograder.probes.inside.stack_app import CANCEL, MAKE, REFUND, RESOLVED, TRACES
from autograder.sandbox import JSON, Answer, Failure, Served
from autograder.upstreams import Upstreams


@dataclass(frozen=True)
class Framework:
    """A web framework with the app's factory for it.

    Arguments:
        name: `FastAPI`, `Flask` or `Django`.
        factory: `module:name`, called with settings and ports.
        packages: top-level packages that are its own.
    """

    name: str
    factory: str
    packages: frozenset[str]


FASTAPI = Framework("FastAPI", "boxoffice.main:create_app", frozenset({"fastapi", "starlette"}))
FLASK = Framework("Flask", "boxoffice.web.flask_app:create_app", frozenset({"flask", "werkzeug"}))
DJANGO = Framework("Django", "boxoffice.web.django_app:create_app", frozenset({"django"}))

FRAMEWORKS = (FASTAPI, FLASK, DJANGO)

OTHER_FRAMEWORKS = frozenset({"aiohttp", "bottle", "falcon", "litestar", "quart", "sanic", "tornado"})
"""Further ones, which a tree's environment may have."""


@dataclass(frozen=True)
class Filled:
    """An app that is to be made, and what is in its store.

    Arguments:
        name: tells the apps of one process apart.
        now: what its clock shows at first; aware.
        codes: what its `new_code` gives, in this order.
        events, orders: see `autograder.probes.inside.seeding`; bought by the app's own use case.
    """

    name: str
    now: datetime
    codes: tuple[str, ...]
    events: Sequence[Mapping[str, Any]] = ()
    orders: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class StackApp:
    """One app under the framework.

    Arguments:
        filled: how it is made.
        upstreams: the services behind its ports.
    """

    filled: Filled
    upstreams: Upstreams
    _served: Served = field(repr=False)

    def make(self) -> Failure | None:
        """Make it; the first of a process is made when that starts. Gives what was raised."""
        return self._do(MAKE, "")

    def request(
        self,
        method: str,
        path: str,
        *,
        json: JSON = None,
        body: bytes | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer | Failure:
        """Ask it, as `Served.request` does."""
        kind = {"Content-Type": "application/json"} if body is not None else {}
        headers = {**self._named, **kind, **headers}
        return self._served.request(method, path, json=json, body=body, headers=headers)

    def traces(self, word: str) -> frozenset[str]:
        """Where a word has come to: the "log" of the last request, the "orders" in the store."""
        told = self._served.request("POST", TRACES, body=f"{self.filled.name} {word}".encode())
        try:
            said = None if isinstance(told, Failure) else told.json()
        except ValueError:
            said = None
        return frozenset(map(str, said)) if isinstance(said, list) else frozenset()

    def turn_clock(self, now: datetime) -> None:
        """Let its clock show this time (aware) from now on."""
        self._served.request("PUT", CLOCK, body=now.isoformat().encode(), headers=self._named)

    def cancel(self, event_id: int) -> Failure | None:
        """Cancel an event by the use case. Gives what was raised."""
        return self._do(CANCEL, event_id)

    def refund(self, order_id: int) -> Failure | None:
        """Give back the money for an order by the use case. Gives what was raised."""
        return self._do(REFUND, order_id)

    def _do(self, path: str, number: object) -> Failure | None:
        answer = self._served.request("POST", path, body=f"{self.filled.name} {number}".encode())
        return answer if isinstance(answer, Failure) else answer.raised

    @property
    def _named(self) -> dict[str, str]:
        return {APP_HEADER.decode(): self.filled.name}


@dataclass(frozen=True)
class Stack:
    """The process of a framework.

    Arguments:
        framework: which.
        apps: by name; all but the first are yet to be made.
        served: the process. Its `failure` says why it did not start.
    """

    framework: Framework
    apps: Mapping[str, StackApp]
    served: Served

    @property
    def failure(self) -> Failure | None:
        """Why it did not start."""
        return self.served.failure

    @property
    def resolved(self) -> int | None:
        """How many requests Django has found a view for; None where the process does not say."""
        answer = self.served.request("GET", RESOLVED)
        if isinstance(answer, Failure) or answer.status != HTTPStatus.OK or not answer.body.isdigit():
            return None
        return int(answer.body)


@contextmanager
def serve_stack(composed: ComposedApps, framework: Framework, *filled: Filled) -> Iterator[Stack]:
    """Serve a tree under one framework in a process of its own.

    Arguments:
        composed: the room with the tree, and the upstream services.
        framework: the only one within reach.
        filled: apps of that process; the first is made at the start, others by `StackApp.make`.
    """
    with ExitStack() as stack:
        tenants = [stack.enter_context(composed.tenant()) for _ in filled]
        known = frozenset().union(OTHER_FRAMEWORKS, *(each.packages for each in FRAMEWORKS))
        argument: JSON = {
            "framework": framework.name,
            "factory": framework.factory,
            "closed": [*sorted(known - framework.packages)],
            "apps": [_described(each, tenant) for each, tenant in zip(filled, tenants, strict=True)],
        }
        text = program("stack_app", "composed_app", "frameworks", "log_lines", "seeding")
        served = stack.enter_context(composed.room.serve(text, argument, seconds=START_SECONDS))
        apps = {
            each.name: StackApp(each, tenant, served) for each, tenant in zip(filled, tenants, strict=True)
        }
        yield Stack(framework, apps, served)


def _described(filled: Filled, upstreams: Upstreams) -> dict[str, Any]:
    paths = upstreams.env("/")
    return {
        "name": filled.name,
        "now": filled.now.isoformat(),
        "codes": [*filled.codes],
        "settings": {name: path for name, path in paths.items() if name != "DATABASE_URL"},
        "ours": {port: paths[f"{port.upper()}_URL"] for port in sorted(OURS)},
        "seeds": {"events": [*filled.events], "orders": [*filled.orders]},
    }

"""Serve apps put together by `create_app(settings, ports)`, with a clock, codes and services of ours.

Several apps of one process have nothing in common but their code: each has settings, a database, a clock and
upstream services of its own. A further tenant stands where the process's environment points: what arrives
there came past the settings that were handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from autograder.probes._beside import RoomMaker, beside_upstreams
from autograder.probes._inside import program
from autograder.probes._serving import ENTRY, START_SECONDS, Boxoffice
from autograder.probes.inside.composed_app import APP_HEADER, CLOCK, KEPT, KEYS
from autograder.sandbox import JSON, Answer, Failure, Served
from autograder.tree import SourceTree
from autograder.upstreams import Upstreams

FACTORY = "boxoffice.main:create_app"


@dataclass(frozen=True)
class Composition:
    """How one app is put together: `connect(settings)`, with ports of ours in the place of some.

    Arguments:
        name: tells the apps of one process apart.
        now: what its clock shows at first; aware.
        codes: what its `new_code` gives, in this order.
        ours: which of `payments`, `mail` and `partners` are ours; the others are the app's own adapters.
    """

    name: str
    now: datetime
    codes: tuple[str, ...]
    ours: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ComposedApp:
    """One app, served beside others of its process.

    Arguments:
        composition: how it was put together.
        settings: the services that its settings lead to.
        ports: the services behind the ports of ours.
    """

    composition: Composition
    settings: Upstreams
    ports: Upstreams
    _served: Served = field(repr=False)

    def request(
        self,
        method: str,
        path: str,
        *,
        json: JSON = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Answer | Failure:
        """Ask it, as `Served.request` does."""
        named = {APP_HEADER.decode(): self.composition.name, **(headers or {})}
        return self._served.request(method, path, json=json, headers=named, seconds=seconds)

    def turn_clock(self, now: datetime) -> None:
        """Let its clock show this time (aware) from now on."""
        named = {APP_HEADER.decode(): self.composition.name}
        self._served.request("PUT", CLOCK, body=now.isoformat().encode(), headers=named)

    def kept(self) -> Mapping[str, str] | Failure:
        """What stands under its `app.state` as `settings` and as `ports`, in words; see `THE_SAME`."""
        answer = self.request("GET", KEPT)
        if isinstance(answer, Failure):
            return answer
        try:
            said = answer.json()
        except ValueError:
            return {}
        return {str(name): str(words) for name, words in said.items()} if isinstance(said, dict) else {}

    def keys(self) -> dict[int, JSON]:
        """The idempotency key that each order is kept with, by id; empty if it does not say."""
        named = {APP_HEADER.decode(): self.composition.name}
        answer = self._served.request("GET", KEYS, headers=named)
        try:
            said: Any = answer.json() if isinstance(answer, Answer) else []
            return {int(number): key for number, key in said}
        except (TypeError, ValueError, OverflowError):
            return {}


@dataclass(frozen=True)
class Together:
    """The apps of one process.

    Arguments:
        served: the process. Its `failure` says why it did not start.
        environment: the services that the process's environment leads to, and nobody should reach.
        apps: by name.
    """

    served: Served
    environment: Upstreams
    apps: Mapping[str, ComposedApp]

    @property
    def failure(self) -> Failure | None:
        """Why the apps did not start."""
        return self.served.failure


class ComposedApps:
    """Serves apps of one tree out of one room, each time in a new process. Use it as a context manager.

    Arguments:
        room: makes a room for a tree; takes `env` and `forward` as `Sandbox.room` does.
        tree: the app.

    Attributes:
        room: the room, for other programs beside the same tree.
    """

    def __init__(self, room: RoomMaker, tree: SourceTree) -> None:
        self._make_room, self._tree = room, tree
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        made = beside_upstreams(self._make_room, self._tree)
        beside = self._stack.enter_context(made)
        self.room, self._server = beside.room, beside.server
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def tenant(self) -> AbstractContextManager[Upstreams]:
        """Further upstream services, for whoever runs a program of their own in the room."""
        return self._server.tenant()

    @contextmanager
    def deployed(self, entry: str = ENTRY, *, main_down: bool = False) -> Iterator[Boxoffice]:
        """Serve the app that the tree itself puts together, told by its environment where things are.

        Arguments:
            entry: `module:name` of the app.
            main_down: whether nobody listens where payments should be, and a second service is named.
        """
        with self._server.tenant() as upstreams:
            argument: JSON = {
                "entry": entry,
                "environment": {**upstreams.env("/", backup=main_down)},
                "unreachable": ["PAYMENTS_URL"] if main_down else [],
            }
            with self.room.serve(program("deployed_app"), argument, seconds=START_SECONDS) as served:
                yield Boxoffice(served, upstreams)

    @contextmanager
    def serve(self, *compositions: Composition, factory: str = FACTORY) -> Iterator[Together]:
        """Serve apps in one process, made in this order.

        Arguments:
            compositions: how each is put together.
            factory: `module:name` of what makes one of settings and ports; it may make an ASGI or a WSGI app.
        """
        with ExitStack() as stack:
            environment, *tenants = [
                stack.enter_context(self._server.tenant()) for _ in range(1 + 2 * len(compositions))
            ]
            pairs = list(zip(tenants[::2], tenants[1::2], strict=True))
            argument: JSON = {
                "factory": factory,
                "environment": paths_of(environment),
                "apps": [_described(made, *pair) for made, pair in zip(compositions, pairs, strict=True)],
            }
            serving = self.room.serve(program("composed_app"), argument, seconds=START_SECONDS)
            served = stack.enter_context(serving)
            apps = {
                made.name: ComposedApp(made, *pair, served)
                for made, pair in zip(compositions, pairs, strict=True)
            }
            yield Together(served, environment, apps)


def _described(made: Composition, settings: Upstreams, ports: Upstreams) -> dict[str, Any]:
    return {
        "name": made.name,
        "now": made.now.isoformat(),
        "codes": [*made.codes],
        "settings": paths_of(settings),
        "ours": {name: paths_of(ports)[f"{name.upper()}_URL"] for name in sorted(made.ours)},
    }


def paths_of(upstreams: Upstreams) -> dict[str, JSON]:
    """The variables of the services with paths alone: on which port the room finds them, the room knows."""
    return {**upstreams.env("/")}

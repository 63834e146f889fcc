"""A room with upstream services beside it: payments, mail and partners, outside, where no app reaches in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.sandbox import Room
from autograder.tree import SourceTree
from autograder.upstreams import UpstreamServer

UPSTREAM_PORT = 8100
"""Where the app finds its upstream services, inside its sandbox."""

MOST_CONNECTIONS = 96
"""To one submission's upstream services: each takes a descriptor of the grader's, and others need some."""


class RoomMaker(Protocol):
    """Makes a room, as `Sandbox.room` does."""

    def __call__(
        self, tree: SourceTree, *, env: Mapping[str, str], forward: Mapping[int, Path]
    ) -> AbstractContextManager[Room]: ...


@dataclass(frozen=True)
class Beside:
    """A room and what is beside it.

    Arguments:
        room: what runs in it finds the address of the server in `UPSTREAMS`.
        server: gives each app services of its own.
        socket: where the server listens, outside.
    """

    room: Room
    server: UpstreamServer
    socket: Path


@contextmanager
def beside_upstreams(room: RoomMaker, tree: SourceTree, *, control: bool = False) -> Iterator[Beside]:
    """Make a room for a tree, with an upstream server beside it.

    Arguments:
        room: makes a room for a tree; takes `env` and `forward` as `Sandbox.room` does.
        tree: the app.
        control: whether dials and record are open to whoever reaches the server.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="upstreams-")))
        socket = folder / "upstreams.sock"
        server = UpstreamServer(unix_socket=socket, control=control, most_connections=MOST_CONNECTIONS)
        stack.enter_context(server)
        env = {"UPSTREAMS": f"http://127.0.0.1:{UPSTREAM_PORT}"}
        made = stack.enter_context(room(tree, env=env, forward={UPSTREAM_PORT: socket}))
        yield Beside(made, server, socket)

"""Serve versions of one app, each with an empty database and upstream services of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from autograder.probes._inside import program
from autograder.sandbox import JSON, Room, Served
from autograder.tree import SourceTree
from autograder.upstreams import Upstreams, UpstreamServer

ENTRY = "boxoffice.main:app"
"""The app's entry at every stage of the course."""

UPSTREAM_PORT = 8100
"""Where the app finds its upstream services, inside its sandbox."""

START_SECONDS = 10.0


class RoomMaker(Protocol):
    """Makes a room, as `Sandbox.room` does."""

    def __call__(
        self, tree: SourceTree, *, env: Mapping[str, str], forward: Mapping[int, Path]
    ) -> AbstractContextManager[Room]: ...


@dataclass(frozen=True)
class Boxoffice:
    """A version of the app that is being served.

    Arguments:
        served: the app.
        upstreams: its payments, mail and partners.
    """

    served: Served
    upstreams: Upstreams

    @property
    def control(self) -> str:
        """The path of this app's dials and record at its upstream server."""
        return f"/control/{self.upstreams.token}"


class ServingBoxoffices:
    """Serves versions of one app out of one room. Only for apps of ours: their versions share that room.

    Arguments:
        room: makes a room for a tree; takes `env` and `forward` as `Sandbox.room` does.
        tree: the app that the versions differ from.
    """

    def __init__(self, room: RoomMaker, tree: SourceTree) -> None:
        self._make_room, self._tree = room, tree
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="upstreams-")))
        self.upstream_socket = folder / "upstreams.sock"
        self._server = self._stack.enter_context(
            UpstreamServer(unix_socket=self.upstream_socket, control=True)
        )
        env = {"UPSTREAMS": f"http://127.0.0.1:{UPSTREAM_PORT}"}
        forward = {UPSTREAM_PORT: self.upstream_socket}
        self._room = self._stack.enter_context(self._make_room(self._tree, env=env, forward=forward))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @contextmanager
    def version(self, files: Mapping[str, str]) -> Iterator[Boxoffice]:
        """Serve a version of the app.

        Arguments:
            files: the modules that differ, by path; none for the app as it is.
        """
        with self._server.tenant() as upstreams:
            # Paths alone: on which port the room finds the server, the room knows.
            paths: JSON = {**upstreams.env("/")}
            argument: JSON = {"upstreams": paths, "files": {**files}, "entry": ENTRY}
            with self._room.serve(program("serve_app"), argument, seconds=START_SECONDS) as served:
                yield Boxoffice(served, upstreams)

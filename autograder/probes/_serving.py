"""Serve versions of one app, each with an empty database and upstream services of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import unquote

from autograder.probes._inside import program
from autograder.probes.inside.serve_app import LINES
from autograder.sandbox import JSON, Answer, Room, Served
from autograder.tree import SourceTree
from autograder.upstreams import Upstreams, UpstreamServer

ENTRY = "boxoffice.main:app"
"""The app's entry at every stage of the course."""

UPSTREAM_PORT = 8100
"""Where the app finds its upstream services, inside its sandbox."""

START_SECONDS = 10.0

MOST_CONNECTIONS = 96
"""To one submission's upstream services: each takes a descriptor of the grader's, and others need some."""


Question = tuple[str, str, JSON]
"""A request: its method, its path and the JSON in its body."""


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

    def lines_by_test(self) -> Mapping[str, frozenset[tuple[str, int]]]:
        """Which lines ran (path and number), by the test that asked; empty where nothing was traced."""
        answer = self.served.request("GET", LINES)
        # Written by a program of ours around an app of ours: its form is known.
        ran: dict[str, dict[str, list[int]]] = {}
        if isinstance(answer, Answer) and answer.status == HTTPStatus.OK:
            ran = json.loads(answer.body)
        return {
            unquote(test): frozenset((path, line) for path, lines in paths.items() for line in lines)
            for test, paths in ran.items()
        }


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
            UpstreamServer(unix_socket=self.upstream_socket, control=True, most_connections=MOST_CONNECTIONS)
        )
        env = {"UPSTREAMS": f"http://127.0.0.1:{UPSTREAM_PORT}"}
        forward = {UPSTREAM_PORT: self.upstream_socket}
        self._room = self._stack.enter_context(self._make_room(self._tree, env=env, forward=forward))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def prepare(self, questions: Sequence[Question]) -> None:
        """Import the app once for all the versions to come, and ask it a few things.

        Arguments:
            questions: what to ask, in order; the answers do not matter.
        """
        with self._server.tenant() as upstreams:
            asked: JSON = [[*question] for question in questions]
            argument: JSON = {**self._app(upstreams), "questions": asked}
            self._room.prepare(program("serve_app"), argument)

    def _app(self, upstreams: Upstreams) -> dict[str, JSON]:
        # Paths alone: on which port the room finds the server, the room knows.
        return {"upstreams": {**upstreams.env("/")}, "entry": ENTRY}

    @contextmanager
    def version(self, files: Mapping[str, str], *, trace: bool = False) -> Iterator[Boxoffice]:
        """Serve a version of the app.

        Arguments:
            files: the modules that differ, by path; none for the app as it is.
            trace: note which lines run, for `Boxoffice.lines_by_test`. Takes its time.
        """
        with self._server.tenant() as upstreams:
            argument: JSON = {**self._app(upstreams), "files": {**files}, "trace": trace}
            with self._room.serve(program("serve_app"), argument, seconds=START_SECONDS) as served:
                yield Boxoffice(served, upstreams)

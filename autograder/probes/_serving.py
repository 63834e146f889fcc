"""Serve versions of one app, each with an empty database and upstream services of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from autograder.probes._beside import RoomMaker, beside_upstreams
from autograder.probes._inside import program
from autograder.probes.inside.serve_app import LINES
from autograder.sandbox import JSON, Answer, Served
from autograder.tree import SourceTree
from autograder.upstreams import Upstreams

ENTRY = "boxoffice.main:app"
"""The app's entry at every stage of the course."""

START_SECONDS = 10.0

Question = tuple[str, str, JSON]
"""A request: its method, its path and the JSON in its body."""


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
        beside = self._stack.enter_context(beside_upstreams(self._make_room, self._tree, control=True))
        self._room, self._server, self.upstream_socket = beside.room, beside.server, beside.socket
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

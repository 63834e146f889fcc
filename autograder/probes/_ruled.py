"""Serve versions of one app that `create_app` makes, each with its rules, a clock and services of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from autograder.probes._inside import program
from autograder.probes._serving import START_SECONDS, Boxoffice, Question, ServingBoxoffices
from autograder.sandbox import JSON, Program


class ServingRules(ServingBoxoffices):
    """Serves versions of one app out of one room. Only for apps of ours: their versions share that room.

    Its apps have the seams of lesson 02 (`create_app`, `connect`, `Settings`). Beside each, the functions of
    the facade `boxoffice.domain` can be asked, and its clock can be turned.
    """

    def prepare(self, questions: Sequence[Question]) -> None:
        """Import the app once for all the versions to come, and ask it a few things."""
        with self._server.tenant() as upstreams:
            asked: JSON = [[*question] for question in questions]
            self._room.prepare(_program(), {"upstreams": {**upstreams.env("/")}, "questions": asked})

    @contextmanager
    def version(
        self, files: Mapping[str, str], *, trace: bool = False, now: datetime | None = None
    ) -> Iterator[Boxoffice]:
        """Serve a version of the app.

        Arguments:
            files: the modules that differ or are new, by path; none for the app as it is.
            trace: note which lines run, for `Boxoffice.lines_by_test`. Takes its time.
            now: what the app's clock shows at first (aware), and goes on from; None: the machine's time.
        """
        with self._server.tenant() as upstreams:
            argument: JSON = {
                "upstreams": {**upstreams.env("/")},
                "files": {**files},
                "trace": trace,
                "now": now.isoformat() if now else None,
            }
            with self._room.serve(_program(), argument, seconds=START_SECONDS) as served:
                yield Boxoffice(served, upstreams)


def _program() -> Program:
    return program("ruled_app", "serve_app")

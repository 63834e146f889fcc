"""A learner's app that is being served, and how to ask it."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from autograder.sandbox._case import Case
from autograder.sandbox._http import BrokenAnswer, NoAnswer, Request, ask
from autograder.sandbox._reading import read_raised
from autograder.sandbox.inside.witness import ASK, TELL
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcome import JSON, Answer, Failure, FailureKind, SandboxError


class Served:
    """An app on a unix socket of the grader's; made by ``Room.serve``. Threads may ask it at once.

    Attributes:
        failure: why the app did not start; every request then gives the same failure.
        socket: the unix socket's path on this machine.
    """

    def __init__(
        self,
        case: Case | None,
        socket: Path,
        *,
        seconds: float,
        limits: Limits,
        failure: Failure | None,
        on_failure: Callable[[Failure], Failure],
    ) -> None:
        self.socket = socket
        self.failure = failure
        self._case = case
        self._seconds = seconds
        self._limits = limits
        self._on_failure = on_failure

    def request(
        self,
        method: str,
        path: str,
        *,
        json: JSON = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float | None = None,
    ) -> Answer | Failure:
        """Send one request on a connection of its own and read the whole answer.

        Arguments:
            method: ``"GET"``, ``"POST"``, ...
            path: path and query, percent-encoded.
            json: sent as the body with its content type, unless None.
            headers: further headers.
            body: raw bytes in place of ``json``.
            seconds: time limit for the whole answer; the served app's own by default.

        Returns:
            the answer, whatever its status; or the failure: ``timeout``, ``died``, ``broken-answer``, or
            why the app did not start.

        Raises:
            ValueError: the request cannot be written as HTTP.
            SandboxError: the sandbox itself failed.
        """
        if self.failure is not None:
            return self.failure
        if self._case is None or not self.socket.exists():
            raise SandboxError("this app is not served any more")
        fields = {ASK.decode(): "1", **(headers or {})}
        if body is None and json is not None:
            body = json_module.dumps(json).encode()
            fields.setdefault("Content-Type", "application/json")
        request = (method, path, list(fields.items()), body or b"")
        answer = self._asked(self._case, request, self._seconds if seconds is None else seconds)
        return self._on_failure(answer) if isinstance(answer, Failure) else self._with_raised(answer)

    def _asked(self, case: Case, request: Request, seconds: float) -> Answer | Failure:
        """The answer, or the failure with what the case shows of itself."""
        asked = " ".join(request[:2])
        try:
            return ask(self.socket, request, seconds=seconds, limits=self._limits)
        except TimeoutError:
            message = f"{asked}: no answer within {seconds:g} s"
            return Failure(FailureKind.TIMEOUT, message, *case.where())
        except BrokenAnswer as error:
            return Failure(FailureKind.BROKEN_ANSWER, f"{asked}: {error}")
        except NoAnswer as error:
            return case.ending() or Failure(FailureKind.BROKEN_ANSWER, f"{asked}: {error}")

    def _with_raised(self, answer: Answer) -> Answer:
        """The answer with what the app raised in its own place."""
        told = answer.headers.get(TELL.decode())
        if told is None:
            return answer
        headers = {name: value for name, value in answer.headers.items() if name != TELL.decode()}
        return replace(answer, headers=headers, raised=read_raised(told))

"""A room: one tree's own namespaces, in which cases run."""

from __future__ import annotations

import contextlib
import json
import marshal
import math
import os
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.sandbox._bubblewrap import hand_over
from autograder.sandbox._case import Case, WhyGone, memory_failure
from autograder.sandbox._reading import BROKEN
from autograder.sandbox.inside import namespaces, wire
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcome import JSON, ODD_KINDS, Failure, Outcome, SandboxError, Value
from autograder.sandbox.program import Program
from autograder.sandbox.served import Served

BACKLOG = 64
NO_CODE = marshal.dumps(None)
CPU_PER_SECOND = 4  # processor seconds for one second of the time limit: threads outside Python's lock


class Room:
    """One tree's own namespaces; made by ``Sandbox.room``. Its cases are independent of one another.

    Every case is a fork with an empty /tmp and processes of its own; the tree is the current folder, first on
    ``sys.path``, and read-only (without isolation: a temporary folder).

    Attributes:
        odd: whether a case ended in a way that calls for judging once more, alone, in a new sandbox
            (a death, a time limit, a broken answer, too much output).
    """

    def __init__(
        self,
        control: socket.socket,
        why_gone: WhyGone,
        *,
        isolation: Isolation,
        root: str,
        sockets: Path,
        environment: Mapping[str, str],
        limits: Limits,
    ) -> None:
        self.odd = False
        self._control = control
        self._why_gone = why_gone
        self._isolated = isolation is Isolation.BUBBLEWRAP
        self._root = root
        self._sockets = sockets
        self._environment = dict(environment)
        self._limits = limits
        self._prepared: Program | None = None
        self._lock = threading.Lock()

    @property
    def isolated(self) -> bool:
        """Whether learner code is kept apart from this machine."""
        return self._isolated

    def prepare(self, program: Program, argument: JSON) -> None:
        """Run a program's ``prepare(argument)`` once in the room itself: later cases are forked with it done.

        For trusted code alone, and so is what it imports of the tree: the walls of a case are not around it.
        It must leave no thread and no open descriptor. In the cases of the same program, ``main`` finds
        the program's globals as they were left.

        Arguments:
            program: defines ``prepare`` and ``main``.
            argument: plain JSON.

        Raises:
            SandboxError: it raised, or left what cannot be forked.
        """
        with self._lock:
            try:
                wire.send(self._control, {"prepare": self._environment})
                self._control.sendall(_request(program.code, argument))
                answer = wire.receive(self._control)
            except OSError as error:
                raise SandboxError(f"the room could not be prepared: {error}") from error
        if answer is None or "error" in answer[0]:
            raise SandboxError(f"the room could not be prepared: {answer and answer[0]['error']}")
        self._prepared = program

    def run(
        self, program: Program, argument: JSON, *, seconds: float, reach: Sequence[Served | Path] = ()
    ) -> Outcome:
        """Run a trusted program beside learner code, in a fork of its own.

        Arguments:
            program: defines ``main(argument)``; what it returns must be plain JSON.
            argument: plain JSON. Learner code can read it: no expected answers.
            seconds: time limit, from when the fork is set up.
            reach: what the case may talk to: apps served by other rooms, or unix sockets of this machine.
                Number N is at ``os.environ["REACH"] + "/N.sock"``.

        Returns:
            the value, or the failure of the learner's code.

        Raises:
            SandboxError: the sandbox itself failed; no learner is to blame.
        """
        gone = self._memory_failure()
        if gone is not None:
            return gone
        cpu_seconds = CPU_PER_SECOND * math.ceil(seconds)
        with contextlib.closing(self._case(program, argument, reach=reach, cpu_seconds=cpu_seconds)) as case:
            frame = case.answer(seconds)
            if isinstance(frame, Failure):
                return self._noted(frame)
            if "value" not in frame:
                return self._noted(BROKEN)  # learner code forged the word of a served app
            return Value(frame["value"], case.output)

    @contextlib.contextmanager
    def serve(
        self, program: Program, argument: JSON, *, seconds: float, reach: Sequence[Served | Path] = ()
    ) -> Iterator[Served]:
        """Serve an ASGI app from a fork of its own, until the context ends.

        Arguments:
            program: its ``main(argument)`` imports learner code and returns the ASGI app.
            argument: plain JSON.
            seconds: time limit for the start, and then for each request.
            reach: as for ``run``.

        Yields:
            the served app; when it did not start, ``Served.failure`` says why.

        Raises:
            SandboxError: the sandbox itself failed.
        """
        gone = self._memory_failure()
        if gone is not None:
            yield self._served(None, self._sockets, seconds, gone)
            return
        path = self._sockets / f"{secrets.token_hex(8)}.sock"
        with self._listening(path) as listener:
            cpu_seconds = self._limits.cpu_seconds
            case = self._case(program, argument, reach=reach, cpu_seconds=cpu_seconds, listener=listener)
        try:
            started = case.answer(seconds)
            failure = self._noted(started) if isinstance(started, Failure) else None
            yield self._served(case, path, seconds, failure)
        finally:
            case.close()
            path.unlink(missing_ok=True)

    def _served(self, case: Case | None, path: Path, seconds: float, failure: Failure | None) -> Served:
        limits, noted = self._limits, self._noted
        return Served(case, path, seconds=seconds, limits=limits, failure=failure, on_failure=noted)

    def _listening(self, path: Path) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        if self._isolated:
            hand_over(path)
        listener.listen(BACKLOG)
        return listener

    def _memory_failure(self) -> Failure | None:
        """The failure of a room that was ended for its memory: every later case has it too."""
        if self._why_gone(0) is None:
            return None
        return self._noted(memory_failure(self._why_gone, self._limits))

    def _noted(self, failure: Failure) -> Failure:
        self.odd = self.odd or failure.kind in ODD_KINDS
        return failure

    def _case(
        self,
        program: Program,
        argument: JSON,
        *,
        reach: Sequence[Served | Path],
        cpu_seconds: int,
        listener: socket.socket | None = None,
    ) -> Case:
        prepared = program == self._prepared
        request = _request(NO_CODE if prepared else program.code, argument)
        with contextlib.ExitStack() as stack:
            paths, doors = self._reached(reach, stack)
            order = {
                "prepared": prepared,
                "reach": paths,
                "environment": self._environment,
                "limits": {"cpu_seconds": cpu_seconds},
            }
            return Case(
                self._send,
                self._why_gone,
                order,
                request,
                limits=self._limits,
                root=self._root,
                listener=listener,
                doors=doors,
            )

    def _reached(
        self, reach: Sequence[Served | Path], stack: contextlib.ExitStack
    ) -> tuple[list[str | None], list[int]]:
        """How the room is told of each socket: by its path, or None for the next descriptor."""
        paths: list[str | None] = []
        doors: list[int] = []
        for target in reach:
            if not self._isolated:
                paths.append(str(target.socket if isinstance(target, Served) else target))
            elif isinstance(target, Served):
                paths.append(f"{namespaces.SOCKETS}/{target.socket.name}")
            else:
                hand_over(target)
                doors.append(os.open(target, os.O_PATH))
                stack.callback(os.close, doors[-1])
                paths.append(None)
        return paths, doors

    def _send(self, order: dict[str, Any], fds: Sequence[int]) -> None:
        with self._lock:
            try:
                wire.send(self._control, order, fds)
            except OSError as error:
                raise SandboxError(f"the room is gone: {error}") from error


def _request(code: bytes, argument: JSON) -> bytes:
    return wire.frame(code) + wire.frame(json.dumps(argument).encode())

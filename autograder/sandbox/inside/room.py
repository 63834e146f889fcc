"""A room's first process: trusted; forks the cases and ends them. It never runs learner code."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from . import case, doors, namespaces, wire
from .loop import Loop, leave_loop
from .preparing import Space, prepare

MOST_DESCRIPTORS = 32
SAMPLE = b"T"


class Room:
    """Takes orders from the grader until the grader closes the channel.

    Arguments:
        control: the grader's channel.
        fork: like ``os.fork``.
        ways: the room's relays.
        isolated: whether there are namespaces.
        root: the folder of the tree.
        limits: numbers by name.
        has_ports: whether it forwards ports, which all of its cases must find.
    """

    def __init__(
        self,
        control: socket.socket,
        fork: Callable[[], int],
        ways: doors.Doors,
        *,
        isolated: bool,
        root: str,
        limits: dict[str, int],
        has_ports: bool,
    ) -> None:
        self._has_ports = has_ports
        self._control = control
        self._fork = fork
        self._doors = ways
        self._isolated = isolated
        self._root = root
        self._limits = limits
        self._ordered = 0
        self._compiled = False
        self._space: Space | None = None
        self._cases: dict[int, socket.socket] = {}
        self._doorways: dict[tuple[int, int], str] = {}  # by what tells a socket outside from all others
        self._loop = Loop(self._finish)

    def work(self) -> None:
        """Until the grader leaves."""
        self._loop.watch(self._control, self._take_order)
        self._loop.run()
        for pid in self._cases:
            self._kill(pid)

    def _take_order(self) -> None:
        received = wire.receive(self._control, MOST_DESCRIPTORS)
        if received is None:
            raise EOFError
        order, fds = received
        if "prepare" in order:
            self._prepare(order["prepare"])
            return
        descriptors = dict(zip(order["descriptors"], fds, strict=False))
        self._ordered += 1
        reach = self._open_doors(order["reach"], fds[len(descriptors) :])
        pid = self._fork()
        if pid == 0:
            self._become_case(order, descriptors, reach)
        for fd in fds:
            if fd != descriptors["status"]:
                os.close(fd)
        self._compiled = self._ordered > 1
        self._watch(pid, socket.socket(fileno=descriptors["status"]))

    def _prepare(self, environment: dict[str, str]) -> None:
        """Run a trusted program here, once; what follows the order is the same as in a case."""
        code, argument = case.request(self._control)
        try:
            self._space = prepare(code, argument, environment, self._root)
            self._compiled = True
        except BaseException as error:
            wire.send(self._control, {"error": repr(error)})
        else:
            wire.send(self._control, {"prepared": True})

    def _open_doors(self, reach: list[str | None], fds: list[int]) -> list[str]:
        """A path in ``reach`` is used as it is; None is the next descriptor, reached through a relay."""
        outside = iter(fds)
        return [self._doorway(next(outside)) if path is None else path for path in reach]

    def _doorway(self, fd: int) -> str:
        """The path in here that leads to a socket outside; one relay carries for all cases of the room."""
        stat = os.fstat(fd)
        target = (stat.st_dev, stat.st_ino)  # the relay holds it: no other can be given its number
        if target not in self._doorways:
            listener, self._doorways[target] = doors.listen_on_path(namespaces.DOORS)
            self._doors.open(listener, doors.path_of(fd), [fd])
        return self._doorways[target]

    def _become_case(self, order: dict[str, Any], descriptors: dict[str, int], reach: list[str]) -> NoReturn:
        leave_loop()
        case.main(
            case.Order(
                descriptors=descriptors,
                reach=tuple(reach),
                environment=order["environment"],
                limits={**self._limits, **order["limits"]},
                root=self._root,
                isolated=self._isolated,
                own_network=not self._has_ports,
                compile=self._ordered > 1 and not self._compiled,  # of one case, nothing is left to any
                space=self._space if order["prepared"] else None,
            )
        )

    def _watch(self, pid: int, status: socket.socket) -> None:
        self._cases[pid] = status
        self._loop.watch(status, lambda: self._hear(pid, status))

    def _hear(self, pid: int, status: socket.socket) -> None:
        """One byte asks where the case is; the end of the stream ends the case."""
        if pid not in self._cases:
            return  # it has ended in this same moment
        try:
            word = status.recv(1)
        except OSError:
            word = b""
        if word == SAMPLE:
            os.kill(pid, case.SAMPLE_SIGNAL)
            return
        self._loop.forget(status)
        self._kill(pid)

    def _kill(self, pid: int) -> None:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        if not self._isolated:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)  # the case leads a session of its own

    def _finish(self, pid: int, code: int) -> None:
        status = self._cases.pop(pid, None)
        if status is None:
            return  # a relay
        self._loop.forget(status)
        with contextlib.suppress(OSError):
            status.sendall(f"X{code}".encode())
        status.close()
        if not self._isolated:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)


def main(control: socket.socket, *, isolated: bool, root: str, limits: dict[str, int]) -> NoReturn:
    """Be the room: furnish it, write the tree, then take orders; never returns."""
    try:
        if isolated:
            namespaces.furnish_room(limits)
            fork = namespaces.CaseSpawner().fork
        else:
            fork = os.fork
        received = wire.receive(control, MOST_DESCRIPTORS)
        if received is not None:
            message, fds = received
            _write_tree(Path(root), message["files"])
            targets = [doors.path_of(fd) for fd in fds] if isolated else message["targets"]
            ways = doors.Doors()
            ports = ways.open_ports(message["ports"], targets, fds)
            for fd in fds:
                os.close(fd)
            wire.send(control, {"ready": True, "ports": ports})
            has_ports = bool(ports)
            Room(control, fork, ways, isolated=isolated, root=root, limits=limits, has_ports=has_ports).work()
    except BaseException as error:
        with contextlib.suppress(OSError):
            wire.send(control, {"error": repr(error)})
    finally:
        os._exit(0)


def _write_tree(root: Path, files: dict[str, str]) -> None:
    root.mkdir(exist_ok=True)
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "surrogatepass"))

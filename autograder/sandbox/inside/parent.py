"""The warm parent: imports everything once, then forks a room for every order. It never runs learner code."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from typing import Any, NoReturn

from . import namespaces, room, wire
from .descriptors import close_all_but
from .loop import Loop, leave_loop
from .warm import warm_up
from .watchdog import SECONDS_BETWEEN_LOOKS, Watchdog

DESCRIPTORS_OF_A_ROOM = 2  # its channel, and the one that stays open until it is gone


class Parent:
    """Takes orders from the grader until the grader closes the channel.

    Arguments:
        control: the grader's channel.
        isolated: whether each room gets namespaces.
        limits: numbers by name.
    """

    def __init__(self, control: socket.socket, *, isolated: bool, limits: dict[str, int]) -> None:
        self._control = control
        self._isolated = isolated
        self._rooms: dict[int, int] = {}
        self._watchdog = Watchdog(limits["room_bytes"], limits["sandbox_bytes"])
        self._next_look = 0.0
        self._loop = Loop(self._forget_room, self._look, SECONDS_BETWEEN_LOOKS)

    def work(self) -> None:
        """Until the grader leaves."""
        self._loop.watch(self._control, self._take_order)
        self._loop.run()

    def _take_order(self) -> None:
        received = wire.receive(self._control, DESCRIPTORS_OF_A_ROOM)
        if received is None:
            raise EOFError
        order, (channel, gone) = received
        try:
            self._rooms[self._fork_room(order, channel)] = gone
        except OSError:
            os.close(gone)
        finally:
            os.close(channel)

    def _fork_room(self, order: dict[str, Any], channel: int) -> int:
        """The room's process id; with namespaces a grandchild, because only a child enters a new one."""
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become_room(order, channel, write)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            told = answer.read()
        if not self._isolated:
            return pid
        os.waitpid(pid, 0)
        if not told:
            raise OSError("the room could not be made")
        return int(told)

    def _become_room(self, order: dict[str, Any], channel: int, write: int) -> NoReturn:
        leave_loop()
        close_all_but([channel, write])
        control = socket.socket(fileno=channel)
        try:
            if self._isolated:
                namespaces.enter_room()
                pid = os.fork()
                if pid:
                    os.write(write, str(pid).encode())
                    os._exit(0)
        except BaseException as error:
            wire.send(control, {"error": repr(error)})
            os._exit(1)
        os.close(write)
        room.main(control, isolated=self._isolated, root=order["root"], limits=order["limits"])

    def _look(self) -> bool:
        """Whether there is anything to watch; looks when it is time to."""
        if not self._isolated or not self._rooms:
            return False
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + SECONDS_BETWEEN_LOOKS
            self._watchdog.look(self._rooms)
        return True

    def _forget_room(self, pid: int, _: int) -> None:
        gone = self._rooms.pop(pid, None)
        if gone is not None:
            os.close(gone)


def main(descriptor: int, isolated: bool, modules: list[str]) -> NoReturn:
    """Be the warm parent on an inherited socket; never returns."""
    control = socket.socket(fileno=descriptor)
    try:
        if isolated:
            namespaces.hide_memory()
        warm_up(modules)
        wire.send(control, {"ready": True})
        settings = wire.receive(control)
        if settings is not None:
            Parent(control, isolated=isolated, limits=settings[0]["limits"]).work()
    except BaseException as error:
        with contextlib.suppress(OSError):
            wire.send(control, {"error": repr(error)})
    finally:
        os._exit(0)

"""Ends rooms that take too much memory. Limits of single processes do not see what many take together."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Mapping

from .memory import available, own_memory, use_by_room

SECONDS_BETWEEN_LOOKS = 0.05
LEAST_AVAILABLE = 256 * 1024 * 1024  # bytes of the machine's memory that stay free
TOO_MUCH = b"memory"  # the room's own doing
TOO_LITTLE = b"machine"  # the machine ran short, whoever did it


class Watchdog:
    """Looks at all rooms of the warm parent.

    Arguments:
        room_bytes: for one room.
        sandbox_bytes: for all of them.
    """

    def __init__(self, room_bytes: int, sandbox_bytes: int) -> None:
        self._room_bytes = room_bytes
        self._sandbox_bytes = sandbox_bytes
        self._parent = own_memory()

    def look(self, rooms: Mapping[int, int]) -> None:
        """End every room over its limit, and the largest when all together are over theirs.

        Arguments:
            rooms: for each room's process id the descriptor on which its end is told.
        """
        uses = use_by_room(rooms, self._parent)
        for room, use in uses.items():
            if use.growth > self._room_bytes or (
                use.resident > self._room_bytes and use.exact() > self._room_bytes
            ):
                end_room(room, rooms[room], TOO_MUCH)
        largest = max(uses, key=lambda room: uses[room].resident)
        if sum(use.growth for use in uses.values()) > self._sandbox_bytes:
            end_room(largest, rooms[largest], TOO_MUCH)
        elif available() < LEAST_AVAILABLE:
            end_room(largest, rooms[largest], TOO_LITTLE)


def end_room(room: int, told: int, reason: bytes) -> None:
    """Kill a room with all that runs in it, and say why."""
    with contextlib.suppress(OSError):
        os.write(told, reason)
    with contextlib.suppress(ProcessLookupError):
        os.kill(room, signal.SIGKILL)

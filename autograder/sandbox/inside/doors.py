"""Doors out of a room: what arrives at a socket inside is carried to one unix socket outside.

The way out is a descriptor (O_PATH) of the socket outside, held by the relay alone: the relay is a process of
the room, out of sight of its cases, and carries bytes without looking at them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket

from .descriptors import close_all_but
from .loop import leave_loop

BLOCK = 64 * 1024
BACKLOG = 64


def listen_on_path(folder: str) -> tuple[socket.socket, str]:
    """A listening unix socket under a new name in the folder, and its path."""
    path = f"{folder}/{secrets.token_hex(8)}.sock"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(BACKLOG)
    return listener, path


def path_of(descriptor: int) -> str:
    """A path that leads to what the descriptor (O_PATH) stands for, for as long as it is open."""
    return f"/proc/self/fd/{descriptor}"


class Doors:
    """The relays of one room; they end with the process that made them."""

    def __init__(self) -> None:
        self._life, self._held = os.pipe()  # the relays see the end of the first when nobody holds the second

    def open_ports(self, ports: list[int], targets: list[str], kept: list[int]) -> list[int]:
        """Listen on loopback ports (0: any free one) and carry each to its unix socket outside.

        Arguments:
            ports: to listen on.
            targets: paths, one a port.
            kept: descriptors that the paths lead through.

        Returns:
            the ports as they are.
        """
        opened = []
        for port, target in zip(ports, targets, strict=True):
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Whoever connects inherits it. asyncio sets it only where a socket names its protocol; without it
            # a few bytes wait until the other side has confirmed the few before.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listener.bind(("127.0.0.1", port))
            listener.listen(BACKLOG)
            opened.append(listener.getsockname()[1])
            self.open(listener, target, kept)
        return opened

    def open(self, listener: socket.socket, target: str, kept: list[int]) -> None:
        """Fork a relay for one listener, which is closed here."""
        if os.fork() == 0:
            try:
                leave_loop()
                close_all_but([listener.fileno(), self._life, *kept])
                asyncio.run(_carry_all(listener, target, self._life))
            finally:
                os._exit(0)
        listener.close()


async def _carry_all(listener: socket.socket, target: str, life: int) -> None:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError), contextlib.closing(writer):
            other_reader, other_writer = await asyncio.open_unix_connection(target)
            with contextlib.closing(other_writer):
                await asyncio.gather(_pump(reader, other_writer), _pump(other_reader, writer))

    asyncio.get_running_loop().add_reader(life, os._exit, 0)
    server = await asyncio.start_server(carry, sock=listener)
    await server.serve_forever()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(BLOCK):
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()

"""Frames on a stream socket: four bytes of length, then the data; descriptors ride on the length.

Both ends import this module. The receiver reads exactly one frame at a time, so that descriptors never
arrive with the wrong frame, on Linux and on macOS alike.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any

HEADER = 4
LARGEST_ORDER = 64 * 1024 * 1024  # bytes; a frame from the grader, which is trusted


def frame(data: bytes) -> bytes:
    """The data with its length before it."""
    return len(data).to_bytes(HEADER, "big") + data


def send(sock: socket.socket, message: Any, fds: Sequence[int] = ()) -> None:
    """Send one JSON frame, with open descriptors for the receiver to keep.

    Raises:
        OSError: the other end is gone, or the socket's time limit passed.
    """
    data = json.dumps(message).encode()
    socket.send_fds(sock, [len(data).to_bytes(HEADER, "big")], list(fds))
    sock.sendall(data)


def receive(sock: socket.socket, most_fds: int = 0) -> tuple[Any, list[int]] | None:
    """Receive one JSON frame and its descriptors; None when the other end has closed.

    Raises:
        OSError: the socket's time limit passed, or the frame stopped half way.
    """
    header, fds, _, _ = socket.recv_fds(sock, HEADER, most_fds)
    if not header:
        return None
    header += receive_exactly(sock, HEADER - len(header))
    size = int.from_bytes(header, "big")
    if size > LARGEST_ORDER:
        raise OSError(f"a frame of {size} bytes")
    return json.loads(receive_exactly(sock, size)), fds


def receive_exactly(sock: socket.socket, size: int) -> bytes:
    """Receive ``size`` bytes.

    Raises:
        OSError: the other end closed before.
    """
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(size - len(parts))
        if not part:
            raise OSError("the other end closed in the middle of a frame")
        parts += part
    return bytes(parts)

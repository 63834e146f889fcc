"""A small HTTP/1.1 client for one unix socket: raw bytes, caps, one deadline for the whole answer."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path

import h11

from autograder.sandbox._time_limit import TimeLimit
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcome import Answer

BLOCK = 64 * 1024
MOST_INTERIM_ANSWERS = 8


Request = tuple[str, str, Iterable[tuple[str, str]], bytes]
"""Method, target, headers, body."""


class BrokenAnswer(Exception):  # noqa: N818 - it is an answer, and it is broken
    """The answer is not HTTP, too large, or in a coding that was not asked for."""


class NoAnswer(Exception):  # noqa: N818 - it says what there was
    """The connection ended before the answer did."""


def ask(
    path: Path,
    request: Request,
    *,
    seconds: float,
    limits: Limits,
) -> Answer:
    """One request on a connection of its own.

    Arguments:
        path: the unix socket.
        request: method, target, headers, body.
        seconds: for everything together.
        limits: ``header_bytes`` and ``answer_bytes``.

    Raises:
        TimeoutError: the whole answer did not come in time.
        BrokenAnswer: it is not an answer that can be believed.
        NoAnswer: the connection ended before.
        ValueError: the request cannot be written as HTTP.
    """
    limit = TimeLimit(seconds)
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)
    wire = _written(connection, *request)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        try:
            sock.settimeout(_left(limit))
            sock.connect(str(path))
            sock.sendall(wire)
            return _read(connection, sock, limit, limits)
        except h11.RemoteProtocolError as error:
            raise BrokenAnswer(f"the answer is not HTTP: {error}") from error
        except (ConnectionError, FileNotFoundError) as error:
            raise NoAnswer(str(error)) from error


def _written(
    connection: h11.Connection, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes
) -> bytes:
    fixed = [("Host", "sandbox"), ("Accept-Encoding", "identity"), ("Connection", "close")]
    try:
        all_headers = [*fixed, ("Content-Length", str(len(body))), *headers]
        head = connection.send(h11.Request(method=method, target=target, headers=all_headers))
        content = connection.send(h11.Data(data=body))
        return (head or b"") + (content or b"") + (connection.send(h11.EndOfMessage()) or b"")
    except h11.LocalProtocolError as error:
        raise ValueError(f"{method} {target} cannot be sent: {error}") from error


def _read(connection: h11.Connection, sock: socket.socket, limit: TimeLimit, limits: Limits) -> Answer:
    head: h11.Response | None = None
    body = bytearray()
    interim = received = 0
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            data = _received(sock, limit)
            if not data and head is None:
                raise NoAnswer("the connection closed before the answer")
            received += len(data)
            if received > limits.header_bytes + 2 * limits.answer_bytes:
                raise BrokenAnswer("the answer has too many bytes around its body")
            connection.receive_data(data)
        elif isinstance(event, h11.Response):
            head = event
        elif isinstance(event, h11.InformationalResponse):
            interim += 1
            if interim > MOST_INTERIM_ANSWERS:
                raise BrokenAnswer("too many interim answers")
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > limits.answer_bytes:
                raise BrokenAnswer(f"the body has more than {limits.answer_bytes:,} bytes")
        elif head is None:
            raise NoAnswer("the connection closed before the answer")
        else:
            return _answer(head, bytes(body))


def _answer(head: h11.Response, body: bytes) -> Answer:
    headers: dict[str, str] = {}
    for name, value in head.headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise BrokenAnswer(
            f"the body is coded as {headers['content-encoding'][:40]!r}, which was not asked for"
        )
    return Answer(head.status_code, _plain(headers), body)


def _plain(headers: Mapping[str, str]) -> Mapping[str, str]:
    return dict(headers)


def _received(sock: socket.socket, limit: TimeLimit) -> bytes:
    while True:
        sock.settimeout(_left(limit))
        with contextlib.suppress(TimeoutError):
            return sock.recv(BLOCK)


def _left(limit: TimeLimit) -> float:
    left = limit.left()
    if left <= 0:
        raise TimeoutError
    return left

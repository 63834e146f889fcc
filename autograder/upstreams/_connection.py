"""HTTP/1.1 over one connection, bounded in every direction: the client is an app that a stranger wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

from autograder.upstreams._calls import Call, Reply

MOST_HEAD = 16 * 1024
MOST_BODY = 64 * 1024
PATIENCE = 10.0
"""Seconds within which a request must have arrived as a whole, and that an idle connection is kept."""

Answer = Callable[[Call, asyncio.Future[None]], Awaitable[Reply | None]]


class Owner(Protocol):
    """What a connection needs of the server."""

    async def answer(self, call: Call, gone: asyncio.Future[None], drip: Callable[[], None]) -> Reply | None:
        """The reply, or None to cut the connection; `drip` sends a few bytes before it."""

    def opened(self, connection: Connection) -> bool:
        """Whether there is room for one more connection."""

    def closed(self, connection: Connection) -> None:
        """The connection is gone."""

    def spawn(self, work: Awaitable[None]) -> None:
        """Run in the loop until done."""


class Connection(asyncio.Protocol):
    """One client's connection: reads a request, hands it over, writes the answer, and again."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEAD)
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._waiting_bytes = 0
        self._busy = False
        self._transport: asyncio.Transport
        self._deadline: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._deadline = self._loop.call_later(PATIENCE, transport.abort)
        if not self._owner.opened(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._deadline.cancel()
        self._owner.closed(self)
        if not self._gone.done():
            self._gone.set_result(None)

    def cut(self) -> None:
        """Close at once, without a word."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._busy:  # the next request comes before this one is answered: h11 keeps it, within bounds
            self._waiting_bytes += len(data)
            if self._waiting_bytes > MOST_BODY:
                self._transport.abort()
                return
        try:
            self._http.receive_data(data)
        except h11.RemoteProtocolError:
            self._transport.abort()
            return
        if not self._busy:
            self._read()

    def _read(self) -> None:
        try:
            while self._step():
                pass
        except h11.RemoteProtocolError as error:
            self._write(Reply(error.error_status_hint, {"error": f"this is not HTTP: {error}"}))
        except _TooLargeError:
            self._write(Reply(413, {"error": f"a body has at most {MOST_BODY} bytes here"}))

    def _step(self) -> bool:
        event = self._http.next_event()
        match event:
            case h11.Request():
                self._request, self._body = event, bytearray()
                if self._http.they_are_waiting_for_100_continue:
                    self._send(h11.InformationalResponse(status_code=100, headers=[]))
            case h11.Data():
                self._body += event.data
                if len(self._body) > MOST_BODY:
                    raise _TooLargeError
            case h11.EndOfMessage() if self._request is not None:
                self._busy, self._waiting_bytes = True, 0
                self._deadline.cancel()
                self._owner.spawn(self._serve(self._request, bytes(self._body)))
                return False
            case _:  # NEED_DATA, PAUSED, ConnectionClosed
                return False
        return True

    async def _serve(self, request: h11.Request, body: bytes) -> None:
        call = _call(request, body)
        reply = (
            await self._owner.answer(call, self._gone, self._drip)
            if call
            else Reply(400, {"error": "unreadable URL"})
        )
        if reply is None or self._gone.done():
            self._transport.abort()
            return
        self._write(reply, without_body=request.method == b"HEAD")
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._busy = False
            self._deadline = self._loop.call_later(PATIENCE, self._transport.abort)
            self._read()

    def _drip(self) -> None:
        """Send bytes that are no answer yet: an interim response, which every client has to read past."""
        if not self._gone.done() and self._http.our_state is h11.SEND_RESPONSE:
            self._send(h11.InformationalResponse(status_code=100, headers=[]))

    def _write(self, reply: Reply, *, without_body: bool = False) -> None:
        body = reply.body
        headers = [("content-type", "application/json"), ("content-length", str(len(body)))]
        reason = HTTPStatus(reply.status).phrase if reply.status in set(HTTPStatus) else ""
        head = h11.Response(status_code=reply.status, headers=headers, reason=reason.encode())
        try:
            self._send(head, *([] if without_body else [h11.Data(data=body)]), h11.EndOfMessage())
        except h11.LocalProtocolError:  # the client broke the protocol before the answer
            self._transport.abort()
            return
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            self._transport.close()

    def _send(self, *events: h11.Event) -> None:
        self._transport.write(b"".join(self._http.send(event) or b"" for event in events))


class _TooLargeError(Exception):
    """The body is larger than any honest one."""


def _call(request: h11.Request, body: bytes) -> Call | None:
    try:
        url = urlsplit(request.target.decode("ascii"))
        query = parse_qsl(url.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return None
    headers: dict[str, str] = {}
    for name, value in request.headers:
        key, text = name.decode("ascii"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    path = tuple(unquote(part) for part in url.path.strip("/").split("/"))
    return Call(request.method.decode("ascii"), path, dict(reversed(query)), headers, body)

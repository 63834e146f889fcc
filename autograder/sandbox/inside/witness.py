"""Says in an answer what the app raised, when the grader asks: evidence with a place, beside a bare 500."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .failures import describe

ASK = b"x-sandbox-witness"
TELL = b"x-sandbox-raised"
SERVER_ERROR = 500

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Witness:
    """An ASGI app around the learner's; it passes everything through but this:

    the start of the app that raises is remembered, and a server error is held until the app is done with the
    request, so that what it raised can go with it. The app does not see that it was asked.

    Arguments:
        app: the learner's ASGI app.
        root: the folder of the tree.

    Attributes:
        raised: what the app raised while it started.
    """

    def __init__(self, app: Any, root: str) -> None:
        self._app = app
        self._root = root
        self.raised: BaseException | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._start(scope, receive, send)
        elif scope["type"] == "http" and any(name == ASK for name, _ in scope["headers"]):
            plain = [(name, value) for name, value in scope["headers"] if name != ASK]
            await self._watch({**scope, "headers": plain}, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _start(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as error:
            self.raised = error
            raise

    async def _watch(self, scope: Message, receive: Receive, send: Send) -> None:
        held: list[Message] = []
        started = False

        async def hold_errors(message: Message) -> None:
            nonlocal started
            started = True
            if held or message.get("status", 0) >= SERVER_ERROR:
                held.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold_errors)
        except Exception as error:
            if not started:
                held = _bare_error()
            if not held:
                raise
            held[0]["headers"] = [*held[0].get("headers", ()), (TELL, _told(error, self._root))]
        for message in held:
            await send(message)


def _bare_error() -> list[Message]:
    """What a server says for an app that raised before it had said anything."""
    return [
        {
            "type": "http.response.start",
            "status": SERVER_ERROR,
            "headers": [(b"content-type", b"text/plain")],
        },
        {"type": "http.response.body", "body": b"Internal Server Error"},
    ]


def _told(error: BaseException, root: str) -> bytes:
    return base64.b64encode(json.dumps(describe(error, root)).encode())

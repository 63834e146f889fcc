"""A learner's ASGI app on a listening socket that the grader made."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from typing import Any

from .wire import frame
from .witness import Witness


def make_server(app: Any, on_start: Callable[[], None]) -> Any:
    """A uvicorn server that calls ``on_start`` when the app has started."""
    import uvicorn  # noqa: PLC0415 - a sandbox that serves nothing need not have it warm

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                on_start()

    return Announcing(
        uvicorn.Config(
            app, http="h11", ws="none", loop="asyncio", log_config=None, access_log=False, server_header=False
        )
    )


def serve(app: Any, listener: int, channel: socket.socket, root: str) -> None:
    """Serve until the process is killed.

    Arguments:
        app: what the program returned.
        listener: descriptor of a listening unix socket.
        channel: where to say that the app is ready.
        root: the folder of the tree.

    Raises:
        TypeError: the program returned something that is no ASGI app.
        BaseException: what the app raised while it started.
    """
    if not callable(app):
        raise TypeError(f"this is no ASGI app: {type(app).__name__}")
    witness = Witness(app, root)
    server = make_server(witness, lambda: channel.sendall(frame(b'{"ready": true}')))
    with socket.socket(fileno=listener) as sock, contextlib.suppress(SystemExit):
        server.run(sockets=[sock])
    if witness.raised is not None:
        raise witness.raised
    raise RuntimeError("the app stopped by itself")

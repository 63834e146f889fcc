"""Runs in the app's own process: serves `boxoffice.main:app` while the clock stands where it was put.

    python frozen_app.py FD

Serves the socket FD from the current folder until standard input ends, as it does with the test run.
`PUT /-clock?<seconds since 1970>` moves the clock. Timers go on: only the time of day stands still.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import time_machine
import uvicorn

Scope = dict[str, Any]
Channel = Callable[..., Awaitable[Any]]


def main(descriptor: int) -> None:
    clock = time_machine.travel(0, tick=False).start()
    sys.path.insert(0, ".")
    from boxoffice.main import app  # noqa: PLC0415 - the app is found in the current folder

    async def clocked(scope: Scope, receive: Channel, send: Channel) -> None:
        if scope["type"] == "http" and scope["path"] == "/-clock":
            clock.move_to(float(scope["query_string"]), tick=False)
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
        else:
            await app(scope, receive, send)

    threading.Thread(target=_end_with_the_test_run, daemon=True).start()
    uvicorn.run(clocked, fd=descriptor, log_level="error")


def _end_with_the_test_run() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))

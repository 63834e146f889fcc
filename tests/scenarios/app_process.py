"""The app as a process of its own, under a clock that the test sets, asked over HTTP."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from autograder.tree import SourceTree
from autograder.upstreams import Upstreams

TIME_ZONE = "Europe/Brussels"
"""Not UTC, or bugs of local time hide; an hour ahead of it in winter, two in summer."""

UNSHARED = httpx2.Limits(max_keepalive_connections=0)
"""A connection a request: after a crash the server closes it, and the next request must not race that."""

PATIENCE = 20.0
"""Seconds for an answer: the first one waits until the app is imported."""


class AppProcess:
    """A running app.

    Attributes:
        http: asks it.
        upstreams: the services behind it.
    """

    def __init__(
        self, folder: Path, env: Mapping[str, str], http: httpx2.Client, upstreams: Upstreams
    ) -> None:
        self._folder, self._env = folder, env
        self.http, self.upstreams = http, upstreams

    def set_clock(self, now: datetime) -> None:
        """From here on it is this moment in the app's process."""
        self.http.put(f"/-clock?{now.timestamp()!r}").raise_for_status()

    def import_partner(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Run the partner import over rows (event_id, tier_id, quantity, email, promo). Returns its lines.

        The script runs at the real time of day.
        """
        path = self._folder / "sales.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, ["event_id", "tier_id", "quantity", "email", "promo"])
            writer.writeheader()
            writer.writerows(rows)
        command = [sys.executable, "scripts/import_partner.py", path.name]
        done = subprocess.run(
            command, cwd=self._folder, env=self._env, capture_output=True, text=True, timeout=30, check=False
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def running(tree: SourceTree, folder: Path, database: str, upstreams: Upstreams) -> Iterator[AppProcess]:
    """Run an app until the block ends.

    Arguments:
        tree: its source.
        folder: an empty folder, for the source and the process's log.
        database: the DATABASE_URL.
        upstreams: the services that it is led to.
    """
    tree.write_to(folder)
    env = {**os.environ, **upstreams.env(), "DATABASE_URL": database, "TZ": TIME_ZONE}
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "app.log").open("wb") as log:
        # Handed over by number, the server does not see that it is TCP and leaves Nagle's delay on.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, str(Path(__file__).with_name("frozen_app.py")), str(listener.fileno())]
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            pass_fds=[listener.fileno()],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    try:
        with httpx2.Client(base_url=url, timeout=PATIENCE, limits=UNSHARED) as http:
            yield AppProcess(folder, env, http, upstreams)
    finally:
        process.kill()
        process.communicate()

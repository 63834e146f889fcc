"""A throw-away PostgreSQL cluster that listens on a Unix socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import psycopg

NOBODY = 65534
USER = "boxoffice"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


class _Drop(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


class Cluster:
    """A running cluster.

    Arguments:
        folder: holds its socket.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_database(self, name: str) -> str:
        """Create an empty database. Returns its DATABASE_URL."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self._url(name)

    def is_up(self) -> bool:
        """Whether it takes connections."""
        try:
            psycopg.connect(self._url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _url(self, name: str) -> str:
        return f"postgresql://{USER}@/{name}?host={self._folder}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Make a cluster and run it until the block ends.

    PostgreSQL refuses root, so that root runs it as nobody. Its folder lies directly in the system's
    temporary one: nobody can enter that, and a socket's path has 107 characters at most.

    Raises:
        RuntimeError: it does not start; says why.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    drop: _Drop = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        data = str(folder / "data")
        made = subprocess.run(
            [_program("initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            cwd=folder, capture_output=True, text=True, check=False, **drop,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        options = [word for option in FAST for word in ("-c", option)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [_program("postgres"), "-D", data, "-k", str(folder), *options],
                cwd=folder, stdout=log, stderr=log, **drop,
            )  # fmt: skip
        try:
            yield _started(Cluster(folder), server, folder / "log")
        finally:
            server.send_signal(signal.SIGINT)  # its fast shutdown: SIGTERM would wait for every client
            server.wait()
    finally:
        shutil.rmtree(folder)


def _started(made: Cluster, server: subprocess.Popen[bytes], log: Path) -> Cluster:
    for _ in range(500):
        if made.is_up():
            return made
        if server.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError(f"postgres did not start: {log.read_text()}")


def _program(name: str) -> str:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(newest[-1]) if newest else name

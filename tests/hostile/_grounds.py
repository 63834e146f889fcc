"""The place of the attacks: what stands outside as a target, and what is looked at afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile._attack import MARK, Targets

PATIENCE = 10.0
"""Seconds that the kernel has for the last of what was ended."""

VARIABLE = "SURVIVE_CANARY"
_PLACES = ("/", "/tmp", "/etc", "/var/tmp", "/dev/shm", "/dev", "/run", "/home", "/root", "/app", "/runner")


@dataclass
class Grounds:
    """Targets outside, and who came near them.

    Arguments:
        targets: what attacks may aim at.
        callers: connections that arrived where none can.
    """

    targets: Targets
    callers: list[str] = field(default_factory=list)

    def traces(self) -> list[str]:
        """Everything outside that an attack has left or changed."""
        folder = self.targets.folder
        places = [folder, Path.cwd(), Path.home(), *map(Path, _PLACES)]
        left = [str(path) for place in places for path in _entries(place) if MARK in path.name]
        if self.targets.secret.read_text() != self.targets.word:
            left.append(f"{self.targets.secret} was changed")
        return sorted({*left, *self.callers})


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


@contextmanager
def grounds(folder: Path) -> Iterator[Grounds]:
    """Targets as long as the context lasts.

    Arguments:
        folder: for the secret, and for what attacks hand in as files.
    """
    word = secrets.token_hex(16)
    secret = folder / "secret.txt"
    secret.write_text(word)
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        name = f"{MARK}-{secrets.token_hex(8)}"
        unix.bind(f"\0{name}")
        unix.listen()
        found = Grounds(Targets(tcp.getsockname()[1], name, secret, word, folder))
        os.environ[VARIABLE] = word
        stack.callback(os.environ.pop, VARIABLE)
        for listener in (tcp, unix):
            threading.Thread(target=_listen, args=(listener, found.callers), daemon=True).start()
        yield found


def _listen(listener: socket.socket, callers: list[str]) -> None:
    while True:
        try:
            listener.accept()[0].close()
        except OSError:
            return
        callers.append(f"a call to {listener.family.name}")


@dataclass(frozen=True)
class Footprint:
    """What this process has open and running.

    Arguments:
        processes: its sandboxes and all that runs in them; whatever gets a new parent stays below its
            sandbox. Browsers and databases of other tests start and end as they like.
        descriptors: how many are open.
    """

    processes: int
    descriptors: int

    @classmethod
    def now(cls) -> Footprint:
        """As it is at this moment."""
        sandboxes = {pid for pid in _below(os.getpid()) if _name(pid) == "bwrap"}
        processes = sandboxes.union(*map(_below, sandboxes))
        return cls(len(processes), len(list(Path("/proc/self/fd").iterdir())))


def strays() -> list[str]:
    """Processes on this machine that bear the attacks' mark."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                words = (path / "cmdline").read_bytes()
            except OSError:
                continue
            if words.startswith(MARK.encode()):
                found.append(f"process {path.name}")
    return found


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
    except OSError:
        return ""


def _below(pid: int) -> set[int]:
    parents = _parents()
    found: set[int] = set()
    wave = {pid}
    while wave:
        wave = {child for child, parent in parents.items() if parent in wave} - found
        found |= wave
    return found


def _parents() -> Mapping[int, int]:
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    return parents


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it holds, within the kernel's time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return holds()

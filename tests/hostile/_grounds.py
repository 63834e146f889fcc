"""The place of the attacks: what stands outside as a target, and what is looked at afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile._attack import MARK, Targets

PATIENCE = 10.0
"""Seconds that the kernel has for the last of what was ended."""

VARIABLE = "SURVIVE_CANARY"
OTHERS = frozenset({"node-MainThread", "postgres"})
"""The roots of other fixtures' trees, which come and go as they like: a browser's driver, a database."""

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


Things = Mapping[tuple[str, str, str], str]
"""What is there, each by its kind first and then by what tells it from others of its kind; in words."""


@dataclass(frozen=True)
class Footprint:
    """What this process has running and open.

    Arguments:
        processes: all below it but the trees of ``OTHERS``; by name, number and time of start.
        descriptors: by kind, number and what they lead to.
    """

    processes: Things
    descriptors: Things

    @classmethod
    def now(cls) -> Footprint:
        """As it is at this moment."""
        return cls(_processes(), _descriptors())

    def more_than(self, before: Footprint) -> list[str]:
        """What is new, of the kinds of which there are more than before: a replacement is none."""
        return [
            *_surplus(self.processes, before.processes),
            *_surplus(self.descriptors, before.descriptors),
        ]


def _surplus(now: Things, before: Things) -> list[str]:
    more = Counter(kind for kind, *_ in now) - Counter(kind for kind, *_ in before)
    return [words for thing, words in now.items() if thing[0] in more and thing not in before]


def _processes() -> Things:
    found = {stat.pid: stat for path in Path("/proc").iterdir() if (stat := _Stat.read(path))}
    below, wave = set[int](), {os.getpid()}
    while wave:
        wave = {
            pid
            for pid, stat in found.items()
            if stat.parent in wave and not (stat.parent == os.getpid() and stat.name in OTHERS)
        }
        below |= wave
    return {(found[pid].name, str(pid), found[pid].started): found[pid].in_words() for pid in below}


@dataclass(frozen=True)
class _Stat:
    """A process, by the kernel's record of it."""

    pid: int
    name: str
    state: str
    parent: int
    started: str

    @classmethod
    def read(cls, folder: Path) -> _Stat | None:
        """The record in a folder of /proc, or None where there is no such process (any more)."""
        try:
            pid, _, rest = (folder / "stat").read_text("utf-8", "replace").partition(" (")
        except OSError:
            return None
        name, _, rest = rest.rpartition(") ")
        words = rest.split()  # proc_pid_stat(5), from the third field on
        return cls(int(pid), name, words[0], int(words[1]), words[19])

    def in_words(self) -> str:
        try:
            line = Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            line = b""
        words = line.replace(b"\0", b" ").decode("utf-8", "replace")[:200].strip()
        return f"process {self.pid} {self.name} ({self.state}), child of {self.parent}: {words or 'no words'}"


def _descriptors() -> Things:
    found = {}
    for path in list(Path("/proc/self/fd").iterdir()):
        try:
            target = str(path.readlink())
        except OSError:
            continue  # the one that read the folder
        kind = "file" if target.startswith("/") else target.partition(":")[0]
        found[kind, path.name, target] = f"descriptor {path.name}: {target}"
    return found


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


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it holds, within the kernel's time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return holds()

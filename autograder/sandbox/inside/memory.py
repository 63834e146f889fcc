"""How much memory each room takes, as the warm parent sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

KIB = 1024
_FIELD = re.compile(r"^(PPid|RssAnon|RssShmem):\s+(\d+)", re.MULTILINE)
_AVAILABLE = re.compile(r"^MemAvailable:\s+(\d+)", re.MULTILINE)
_PROPORTIONAL = re.compile(r"^Pss:\s+(\d+)", re.MULTILINE)


@dataclass
class Use:
    """One room's memory in bytes.

    Attributes:
        resident: of all its processes, what they share with the parent counted in each.
        growth: the same without what each may share with the parent.
        processes: their process ids.
    """

    resident: int = 0
    growth: int = 0
    processes: list[int] = field(default_factory=list)

    def exact(self) -> int:
        """Bytes with shared pages counted once; some milliseconds a process, so only for a suspect."""
        total = 0
        for pid in self.processes:
            try:
                found = _PROPORTIONAL.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
            except OSError:
                continue  # it has just ended
            total += int(found[1]) * KIB if found else 0
        return total


def _status(pid: int | str) -> dict[str, int]:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return {}
    return {name: int(number) for name, number in _FIELD.findall(text)}


def own_memory() -> int:
    """Bytes of this process's own memory."""
    return _status("self").get("RssAnon", 0) * KIB


def use_by_room(rooms: Iterable[int], parent: int) -> dict[int, Use]:
    """What each room takes.

    Arguments:
        rooms: process ids of the rooms' first processes.
        parent: bytes of the warm parent's own memory, which a fork shares until it writes.
    """
    seen = {int(path.name): _status(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()}
    uses = {room: Use() for room in rooms}
    for pid, status in seen.items():
        room: int | None = pid
        while room is not None and room not in uses:
            room = seen.get(room, {}).get("PPid")
        if room is not None:
            own, shared = status.get("RssAnon", 0) * KIB, status.get("RssShmem", 0) * KIB
            uses[room].resident += own + shared
            uses[room].growth += max(0, own - parent) + shared
            uses[room].processes.append(pid)
    return uses


def available() -> int:
    """Bytes that this machine can still give."""
    found = _AVAILABLE.search(Path("/proc/meminfo").read_text())
    return int(found[1]) * KIB if found else 0

"""A time limit that a busy machine does not shorten."""

from __future__ import annotations

import time
from pathlib import Path

PRESSURE = Path("/proc/pressure/cpu")
MOST_TIMES = 3
"""How often a limit fits into what a busy machine makes of it."""


class TimeLimit:
    """So many seconds in which nobody had to wait for a processor, from now on.

    A verdict shall not hang on what else the machine had to do. Linux counts the time in which some program
    was ready and had no processor (pressure stall information, "some"): that time does not count, up to a
    bound. Where the kernel does not tell, all time counts.

    Arguments:
        seconds: the limit.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._start = time.monotonic()
        self._waited = _waited()

    def left(self) -> float:
        """Seconds that are surely left; 0 or less when the time is up."""
        past = time.monotonic() - self._start
        if past < self._seconds:
            return self._seconds - past
        waited = min(_waited() - self._waited, (MOST_TIMES - 1) * self._seconds)
        return self._seconds + waited - past


def _waited() -> float:
    """Seconds, since the machine started, in which a program that was ready had to wait."""
    try:
        line = PRESSURE.read_text("ascii").partition("\n")[0]
        return int(line.rpartition("total=")[2]) / 1_000_000
    except (OSError, ValueError):
        return 0.0

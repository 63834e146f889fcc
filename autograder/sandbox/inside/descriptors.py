"""Open descriptors: a fork keeps what it was given, and closes the rest."""

from __future__ import annotations

import os
from collections.abc import Iterable

MOST_WHEN_UNKNOWN = 65536


def close_all_but(kept: Iterable[int]) -> None:
    """Close every descriptor above the standard three that is not among the kept."""
    start = 3
    for number in sorted(kept):
        os.closerange(start, number)
        start = number + 1
    most = os.sysconf("SC_OPEN_MAX")
    os.closerange(start, most if most > 0 else MOST_WHEN_UNKNOWN)

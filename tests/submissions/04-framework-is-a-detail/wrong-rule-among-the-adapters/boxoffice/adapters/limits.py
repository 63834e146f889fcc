"""Limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MOST = 8


def too_many(lines: Iterable[Any]) -> bool:
    """More tickets than one order may have."""
    return sum(line.quantity for line in lines) > MOST

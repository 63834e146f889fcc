"""One difference between what came and the right thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Gap:
    """One thing that is not as it should be: what it is, the right thing, and what came."""

    what: str
    expected: str
    got: str


def compared(what: str, right: Any, got: Any) -> Iterator[Gap]:
    """The gap between a value and the right one, if there is one; 1 and True are two values."""
    if type(got) is not type(right) or got != right:
        yield Gap(what, _told(right), _told(got))


def _told(value: Any) -> str:
    if isinstance(value, dict) and "other" in value:
        return str(value["other"])
    return repr(value)

"""Where two values of JSON part."""

from __future__ import annotations

import json

from autograder.sandbox import JSON

LONGEST = 160
"""Characters of a value that are shown."""

BEFORE = 60
"""Characters that are shown before a difference."""


def first_difference(expected: JSON, got: JSON, where: str = "") -> tuple[str, str]:
    """The first place where two values differ, with what each has there."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in [*expected, *(name for name in got if name not in expected)]:
            inner = f"{where}.{name}".lstrip(".")
            if name not in got or name not in expected:
                return _field(inner, name in expected), _field(inner, name in got)
            if _text(expected[name]) != _text(got[name]):
                return first_difference(expected[name], got[name], inner)
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for place, (one, other) in enumerate(zip(expected, got, strict=True)):
            if _text(one) != _text(other):
                return first_difference(one, other, f"{where}[{place}]")
    one, other = where_they_part(_text(expected), _text(got))
    return (f"{where}: {one}", f"{where}: {other}") if where else (one, other)


def where_they_part(one: str, other: str) -> tuple[str, str]:
    """Two texts; where they are too long to be shown whole, from a little before they part."""
    if max(len(one), len(other)) <= LONGEST:
        return one, other
    pairs = enumerate(zip(one, other, strict=False))
    parting = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(0, parting - BEFORE)
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int) -> str:
    end = start + LONGEST
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"


def _field(name: str, is_there: bool) -> str:
    return f"a field {name}" if is_there else f"no field {name}"


def _text(value: JSON) -> str:
    return json.dumps(value, sort_keys=True)

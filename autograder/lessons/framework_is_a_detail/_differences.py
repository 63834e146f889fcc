"""Where two values of JSON part."""

from __future__ import annotations

import json

from autograder.sandbox import JSON

LONGEST = 160
"""Characters of a value that are shown."""


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
    return _shown(where, expected), _shown(where, got)


def _field(name: str, is_there: bool) -> str:
    return f"a field {name}" if is_there else f"no field {name}"


def _shown(where: str, value: JSON) -> str:
    text = _text(value)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return f"{where}: {text}" if where else text


def _text(value: JSON) -> str:
    return json.dumps(value, sort_keys=True)

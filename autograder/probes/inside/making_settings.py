"""Makes settings of a learner's `boxoffice.settings`; sent into the sandbox as text."""

import importlib
from collections.abc import Callable
from typing import Any

LONGEST = 200  # characters of what is shown

ANOTHER = "http://127.0.0.1:1/another"
"""What is put into a field of settings that are made."""


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Settings of no arguments, those of each of the `environments`, and which `fields` can be set later."""
    kind = importlib.import_module("boxoffice.settings").Settings
    fields = argument["fields"]
    return {
        "defaults": _made(kind, fields),
        "read": [_read(kind, each, fields) for each in argument["environments"]],
        "settable": [name for name in fields if _can_be_set(kind(**fields), name)],
    }


def _read(kind: Any, environ: dict[str, str], fields: dict[str, str]) -> dict[str, Any]:
    return _made(lambda: kind.from_environment(environ), fields)


def _made(make: Callable[[], Any], fields: dict[str, str]) -> dict[str, Any]:
    """What stands in the fields of settings, as Python writes it; or what was raised instead."""
    try:
        settings = make()
        return {"fields": {name: _written(getattr(settings, name)) for name in fields}}
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"[:LONGEST]}


def _written(value: Any) -> str:
    return repr(str(value) if isinstance(value, str) else value)[:LONGEST]


def _can_be_set(settings: Any, name: str) -> bool:
    try:
        setattr(settings, name, ANOTHER)
    except Exception:
        return False
    return bool(getattr(settings, name) == ANOTHER)

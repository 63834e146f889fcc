"""Asks the adapters that `boxoffice.main.connect(settings)` hands out; sent into the sandbox as text.

What they send is seen outside; here is only said what each call gave or raised.
"""

import asyncio
import importlib
import inspect
import os
import tempfile
import traceback
from collections.abc import Awaitable
from datetime import datetime
from pathlib import Path
from typing import Any

LONGEST = 200  # characters of a message that is shown

NOBODY = "http://127.0.0.1:1"
"""Where nobody listens."""

IS_THERE = "is there"
"""In the place of a method: is there such a port at all?"""


def main(argument: dict[str, Any]) -> list[dict[str, Any]]:
    """Connect anew for each of the argument's `calls`, call, and say what came of it."""
    root = os.environ["UPSTREAMS"]
    for name, path in argument["environment"].items():
        os.environ[name] = root + path
    folder = tempfile.mkdtemp()
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/environment.db"
    connect = importlib.import_module("boxoffice.main").connect
    kind = importlib.import_module("boxoffice.settings").Settings
    said = []
    for call in argument["calls"]:
        reached = NOBODY if call["unreachable"] else root
        urls = {name: reached + path for name, path in call["settings"].items()}
        urls["DATABASE_URL"] = f"sqlite:///{folder}/orders.db"  # one for all: it takes its time to make
        try:
            ports = connect(_settings(kind, urls, from_environment=call["from_environment"]))
        except Exception as error:
            said.append(_raised(error))
        else:
            said.append(_outcome(ports, call))
    return said


def _settings(kind: Any, urls: dict[str, str], *, from_environment: bool) -> Any:
    if from_environment:
        return kind.from_environment(urls)
    return kind(**{name.lower(): url for name, url in urls.items()})


def _outcome(ports: Any, call: dict[str, Any]) -> dict[str, Any]:
    if call["method"] == IS_THERE:
        return {"value": "missing" if getattr(ports, call["port"]) is None else "there"}
    try:
        arguments = [_value(each) for each in call["arguments"]]
        answer = getattr(getattr(ports, call["port"]), call["method"])(*arguments)
        if inspect.isawaitable(answer):
            answer = asyncio.run(_awaited(answer))
    except Exception as error:
        return _raised(error)
    if isinstance(answer, datetime):
        answer = answer.isoformat()
    return {"value": answer if answer is None or type(answer) in (str, int) else f"{answer!r}"[:LONGEST]}


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer


def _value(value: Any) -> Any:
    """A plain value, or a message of the ports' module."""
    if not isinstance(value, dict):
        return value
    fields = dict(value["fields"])
    if "starts_at" in fields:
        fields["starts_at"] = datetime.fromisoformat(fields["starts_at"])
    if "codes" in fields:
        fields["codes"] = tuple(fields["codes"])
    return getattr(importlib.import_module("boxoffice.ports"), value["make"])(**fields)


def _raised(error: Exception) -> dict[str, Any]:
    root = str(Path.cwd())
    places = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(root)
    ]
    path, line = places[-1] if places else ("", None)
    return {
        "raised": [each.__name__ for each in type(error).__mro__][:10],
        "message": f"{type(error).__name__}: {error}"[:LONGEST],
        "path": path.removeprefix(root).lstrip("/") or None,
        "line": line,
    }

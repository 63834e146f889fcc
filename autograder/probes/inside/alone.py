"""Asks functions of a module with plain values, where frameworks and doors to the outside cannot be imported.

Sent into the sandbox as text; holds no expected answer.
"""

import builtins
import importlib
import importlib.abc
import importlib.machinery
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

LONGEST = 200  # characters of a value or message that is shown
MOST_DETAILS = 5
MOST_RAISED = 20
"""After so many unforeseen exceptions the rest is not asked."""


class Doors(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Refuses modules to the code of a tree; Python's own modules get those that were there before."""

    def __init__(self, root: str, closed: frozenset[str], kept: dict[str, ModuleType]) -> None:
        self._root, self._closed, self._kept = root, closed, kept

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the importer's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """Refuse what is closed, if code of the tree asks for it."""
        if _is_one_of(fullname, self._closed) and self._is_asked_by_tree():
            raise ImportError(f"{fullname} cannot be imported here")
        if fullname in self._kept:
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """The module as it was."""
        return self._kept[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """It has run before."""

    def _is_asked_by_tree(self) -> bool:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename.startswith(self._root)


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Ask every call twice: in order, then from the last to the first.

    Arguments:
        argument: ``module``, ``closed`` (names of modules that cannot be imported), ``calls``.

    Returns:
        ``first`` and ``again``, an outcome for each call; or ``missing``, names that the module has not.
    """
    _close_doors(frozenset(argument["closed"]))
    module = importlib.import_module(argument["module"])
    calls = argument["calls"]
    wanted = dict.fromkeys(name for call in calls for name in _names(call))
    missing = [name for name in wanted if not callable(getattr(module, name, None))]
    if missing:
        return {"missing": missing}
    first = _outcomes(module, calls)
    again = _outcomes(module, calls[len(first) - 1 :: -1]) if first else []
    return {"first": first, "again": again[::-1]}


def _close_doors(closed: frozenset[str]) -> None:
    """Nothing but Python's own modules is left, and of those the closed ones are out of reach."""
    kept = {name: module for name, module in sys.modules.items() if _is_one_of(name, closed)}
    for name in list(sys.modules):
        top = name.partition(".")[0]
        if name in kept or (top not in sys.stdlib_module_names and not name.startswith("__")):
            del sys.modules[name]
    root = str(Path.cwd())
    sys.path[:] = [path for path in sys.path if "site-packages" not in path and "dist-packages" not in path]
    sys.meta_path[:0] = [Doors(root, closed, kept)]
    builtins.open = _refuse  # nobody in here has a file to open
    builtins.input = _refuse


def _refuse(*_: Any, **__: Any) -> Any:
    raise PermissionError("no file can be opened here")


def _is_one_of(name: str, prefixes: frozenset[str]) -> bool:
    return name in prefixes or any(name.startswith(f"{prefix}.") for prefix in prefixes)


def _names(call: dict[str, Any]) -> Iterator[str]:
    """The names of the module that a call needs."""
    yield call["function"]
    for value in [*call["arguments"], *call["named"].values()]:
        if isinstance(value, dict) and "make" in value:
            yield value["make"]


def _outcomes(module: ModuleType, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    raised = 0
    for call in calls:
        found.append(_outcome(module, call))
        raised += "raised" in found[-1] and found[-1]["reason"] is None
        if raised == MOST_RAISED:
            break
    return found


def _outcome(module: ModuleType, call: dict[str, Any]) -> dict[str, Any]:
    try:
        arguments = [_value(module, each) for each in call["arguments"]]
        named = {name: _value(module, each) for name, each in call["named"].items()}
        answer = getattr(module, call["function"])(*arguments, **named)
        if call["read"]:
            return {"value": {name: _plain(getattr(answer, name)) for name in call["read"]}}
        return {"value": _plain(answer)}
    except Exception as error:
        return _raised(error)


def _value(module: ModuleType, value: Any) -> Any:
    """A value from its JSON: times and objects of the module are dictionaries."""
    if isinstance(value, list):
        return [_value(module, each) for each in value]
    if not isinstance(value, dict):
        return value
    if "time" in value or "microseconds" in value:
        return _time(value)
    if "pairs" in value:
        return {_value(module, key): _value(module, each) for key, each in value["pairs"]}
    if "tuple" in value:
        return tuple(_value(module, each) for each in value["tuple"])
    named = {name: _value(module, each) for name, each in value["named"].items()}
    return getattr(module, value["make"])(**named)


def _time(value: dict[str, Any]) -> datetime | timedelta:
    if "time" in value:
        return datetime.fromisoformat(value["time"])
    return timedelta(microseconds=value["microseconds"])


def _plain(value: Any) -> Any:
    """An answer as JSON; what is neither whole nor text nor true or false nor nothing says its type."""
    if value is None or type(value) in (bool, int, str):
        return value
    return {"other": f"{type(value).__name__} {value!r}"[:LONGEST]}


def _raised(error: Exception) -> dict[str, Any]:
    root = str(Path.cwd())
    places = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(root)
    ]
    path, line = places[-1] if places else ("", None)
    reason = getattr(error, "reason", None)
    bases = [each.__name__ for each in type(error).__mro__]
    return {
        # Lesson 06 grows kinds of it; whoever catches a Refused catches them too.
        "raised": "Refused" if "Refused" in bases else bases[0][:LONGEST],
        "reason": str.__str__(reason)[:LONGEST] if isinstance(reason, str) else None,
        "message": str(error)[:LONGEST],
        "path": path.removeprefix(root).lstrip("/") or None,
        "line": line,
        "details": _details(error),
    }


def _details(error: Exception) -> dict[str, Any]:
    """Further facts of a refusal."""
    details = getattr(error, "details", None)
    if not isinstance(details, dict):
        return {}
    return {str(name)[:LONGEST]: _plain(value) for name, value in [*details.items()][:MOST_DETAILS]}

"""What went wrong in learner code, as plain data: the kind, the place in the tree, a short message.

It is written beside learner code and is therefore evidence, never a verdict; the grader checks its shape.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

LONGEST_MESSAGE = 500  # characters
MOST_FRAMES = 20


def describe(error: BaseException, root: str) -> dict[str, Any]:
    """The failure that an exception stands for.

    Arguments:
        error: what was raised.
        root: the folder of the tree; only frames below it are shown.
    """
    frames = list(_frames_below(error.__traceback__, root))
    failure: dict[str, Any] = {"kind": _kind(error, frames, root), "message": _message(error, root)}
    path, line = None, None
    if isinstance(error, SyntaxError) and _below(error.filename, root):
        path, line = str(error.filename)[len(root) + 1 :], error.lineno
        failure["message"] = str(error.msg)[:LONGEST_MESSAGE]
    elif frames:
        path, line, _ = frames[-1]
    details = [f"{where}:{number} in {name}" for where, number, name in frames[-MOST_FRAMES:]]
    return {**failure, "path": path, "line": line, "details": details}


def _kind(error: BaseException, frames: list[tuple[str, int, str]], root: str) -> str:
    if isinstance(error, SyntaxError) and _below(error.filename, root):
        return "syntax"
    importing = any(name == "<module>" for _, _, name in frames)
    if importing or (isinstance(error, ImportError) and not frames):
        return "import-error"
    return "exception"


def _message(error: BaseException, root: str) -> str:
    name = type.__getattribute__(type(error), "__name__")
    try:
        text = str(error)[: 4 * LONGEST_MESSAGE]
    except BaseException:
        text = "(its message could not be read)"
    text = text.replace(f"{root}/", "").strip()
    return (f"{name}: {text}" if text else str(name))[:LONGEST_MESSAGE]


def _below(filename: object, root: str) -> bool:
    return isinstance(filename, str) and filename.startswith(f"{root}/")


def _frames_below(trace: TracebackType | None, root: str) -> Iterator[tuple[str, int, str]]:
    for frame, line in traceback.walk_tb(trace):
        code = frame.f_code
        if _below(code.co_filename, root):
            yield code.co_filename[len(root) + 1 :], line, code.co_name

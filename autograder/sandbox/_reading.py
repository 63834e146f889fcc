"""What a case says, read with suspicion: frames and samples, checked and cut."""

from __future__ import annotations

import base64
import re
from pathlib import PurePosixPath
from typing import Any

from autograder.sandbox.outcome import Failure, FailureKind, parse_json

LONGEST_MESSAGE = 500
LONGEST_PATH = 200
MOST_DETAILS = 20
_SAID_INSIDE = {
    kind.value: kind
    for kind in (
        FailureKind.SYNTAX,
        FailureKind.IMPORT_ERROR,
        FailureKind.EXCEPTION,
        FailureKind.TOO_MUCH_OUTPUT,
        FailureKind.BROKEN_ANSWER,
    )
}
_SAMPLED_FRAME = re.compile(r'^  File "([^"\n]{1,300})", line (\d{1,6}) in ', re.MULTILINE)
BROKEN = Failure(FailureKind.BROKEN_ANSWER, "what came back is no answer of the program's")


def read_frame(data: bytes, root: str) -> dict[str, Any] | Failure:
    """A frame as a dictionary with a value in it, or the failure that it tells of (or is)."""
    try:
        frame = parse_json(data)
    except ValueError:
        return BROKEN
    if not isinstance(frame, dict) or len(frame) != 1:
        return BROKEN
    if "failure" not in frame:
        return frame if "value" in frame or "ready" in frame else BROKEN
    told = frame["failure"]
    return _failure(told, root) if isinstance(told, dict) else BROKEN


def _failure(told: dict[str, Any], root: str) -> Failure:
    kind = _SAID_INSIDE.get(str(told.get("kind")))
    if kind is None:
        return BROKEN
    details = told.get("details")
    return Failure(
        kind,
        cleaned(told.get("message"), LONGEST_MESSAGE),
        path=_path(told.get("path"), root),
        line=_line(told.get("line")),
        details=tuple(cleaned(line, LONGEST_PATH) for line in details[:MOST_DETAILS])
        if isinstance(details, list)
        else (),
    )


def read_raised(text: str) -> Failure | None:
    """What an app says that it raised."""
    try:
        told = parse_json(base64.b64decode(text, validate=True))
    except ValueError:
        return None
    return _failure(told, "") if isinstance(told, dict) else None


def cleaned(text: object, longest: int) -> str:
    """Text that is safe to show: cut, without control characters other than line ends."""
    if not isinstance(text, str):
        return ""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text[:longest])


def _path(value: object, root: str) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_PATH or not value.isprintable():
        return None
    path = PurePosixPath(value.removeprefix(f"{root}/") if root else value)
    return None if path.is_absolute() or ".." in path.parts else str(path)


def _line(value: object) -> int | None:
    return value if type(value) is int and 0 < value < 1_000_000 else None  # noqa: PLR2004 - no file is longer


def sampled_place(text: bytes, root: str) -> tuple[str | None, int | None]:
    """The innermost place in the tree that a dump of faulthandler's shows."""
    for path, line in _SAMPLED_FRAME.findall(text.decode("utf-8", "replace")):
        if path.startswith(f"{root}/"):
            return _path(path, root), int(line)
    return None, None

"""What came out of a case: a value, an answer, or a failure of the learner's code. All of it is data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


class SandboxError(Exception):
    """The sandbox itself failed. Never a learner's fault, never a verdict, never kept."""


class FailureKind(StrEnum):
    """Why there is no value."""

    SYNTAX = "syntax"  # a module of the tree does not parse
    IMPORT_ERROR = "import-error"  # raised while a module of the tree was imported
    EXCEPTION = "exception"  # raised in a call
    TIMEOUT = "timeout"  # no answer within the time limit
    DIED = "died"  # the process ended before it answered
    TOO_MUCH_OUTPUT = "too-much-output"  # printed or answered more than is read
    BROKEN_ANSWER = "broken-answer"  # answered something that is not what was agreed


#: After one of these a room is odd: judge once more, alone, in a new sandbox.
ODD_KINDS = frozenset(
    {FailureKind.TIMEOUT, FailureKind.DIED, FailureKind.TOO_MUCH_OUTPUT, FailureKind.BROKEN_ANSWER}
)


@dataclass(frozen=True)
class Failure:
    """Learner code that gave no value.

    Arguments:
        kind: why.
        message: one short cleaned line (or a few), without paths of the machine.
        path: file in the tree where it happened, relative to its root; None when it cannot be told.
        line: line in that file, from 1.
        details: the learner's own frames, outermost first, as ``path:line in function``.
        output: what was printed, cut to 64 KiB.
    """

    kind: FailureKind
    message: str
    path: str | None = None
    line: int | None = None
    details: tuple[str, ...] = ()
    output: str = field(default="", compare=False)


@dataclass(frozen=True)
class Value:
    """What a program's ``main`` returned.

    Arguments:
        json: plain JSON, size-capped. Learner code ran beside it: check its shape before using it.
        output: what was printed, cut to 64 KiB.
    """

    json: JSON
    output: str = field(default="", compare=False)


Outcome: TypeAlias = Value | Failure


@dataclass(frozen=True)
class Answer:
    """An HTTP answer as it came over the wire.

    Arguments:
        status: 200 to 599.
        headers: by lower-case name; the same name twice is joined by ", ".
        body: raw bytes, size-capped, identity encoding.
        raised: with a status of 500 or more, what the app raised, when it raised.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    raised: Failure | None = None

    def json(self) -> JSON:
        """The body as JSON.

        Raises:
            ValueError: it is not JSON, or nested too deeply.
        """
        return parse_json(self.body)

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are shown as such."""
        return self.body.decode("utf-8", "backslashreplace")


def parse_json(data: bytes) -> JSON:
    """Strict JSON from a stranger.

    Raises:
        ValueError: it is not UTF-8, not JSON, holds NaN or Infinity, or is nested too deeply.
    """
    try:
        value: JSON = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")

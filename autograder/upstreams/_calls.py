"""One call of a service and its answer, as plain values: all that HTTP and the services share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


@dataclass(frozen=True)
class Call:
    """What a client asked.

    Arguments:
        method: the HTTP method in capitals.
        path: the decoded parts of the path, without the tenant and the service (`("charges", "key-1")`).
        query: the first value of each query parameter.
        headers: values by name in lower case.
        body: the bytes as they came.
    """

    method: str
    path: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> JSON:
        """The body read as JSON, or None where it is not JSON."""
        return parse_json(self.body)

    @property
    def fields(self) -> dict[str, JSON]:
        """The body's JSON object; empty where the body is anything else."""
        value = self.json
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class Reply:
    """What a service answers: a status and JSON, or raw bytes where the answer is meant to be nonsense."""

    status: int
    json: JSON = None
    raw: bytes | None = None

    @property
    def body(self) -> bytes:
        """The bytes to send."""
        return json.dumps(self.json).encode() if self.raw is None else self.raw


def parse_json(data: bytes) -> JSON:
    """Read JSON that a stranger sent.

    Returns:
        The value, or None for anything that is not JSON (too deep and too long numbers included).
    """
    try:
        value: JSON = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value


def refused(problem: str) -> Reply:
    """The answer to a body that misses something: 422 with one sentence."""
    return Reply(422, {"error": problem})

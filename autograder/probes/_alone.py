"""Ask functions of a learner's package with plain values, with the world around it out of reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from autograder.probes._inside import program
from autograder.sandbox import JSON, Failure, FailureKind, Room

DOORS = frozenset(
    """
    os posix nt pathlib shutil tempfile glob fileinput mmap socket ssl select selectors socketserver asyncio
    http.client http.server urllib.request ftplib smtplib imaplib poplib telnetlib xmlrpc webbrowser sqlite3
    dbm shelve subprocess multiprocessing concurrent pty signal ctypes random secrets uuid
    """.split()  # noqa: SIM905 - forty quoted words are no easier to read
)
"""Python's own modules that lead outside: to files, the network, databases, processes, chance."""


@dataclass(frozen=True)
class Make:
    """An object of the module that is asked, as an argument: its class and what it is made of."""

    kind: str
    named: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of a function of the module.

    Arguments:
        function: its name.
        arguments, named: whole numbers, texts, true or false, None, datetimes, lengths of time, tuples,
            lists, dictionaries, `Make`.
        read: the attributes of the answer that are wanted; none where the answer itself is plain.
    """

    function: str
    arguments: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a call gave; the learner's process says so.

    Arguments:
        value: the answer, or what was read of it: whole numbers, texts, true or false, None. Anything else
            is `{"other": "float 10.5"}`.
        raised: the name of the class of what was raised instead.
        reason: the `reason` of that, if it has one that is a text.
        message, path, line: what was raised says, and where in the tree.
        details: of a refusal, its further facts by name.
    """

    value: JSON = None
    raised: str | None = None
    reason: str | None = None
    message: str = ""
    path: str | None = None
    line: int | None = None
    details: Mapping[str, JSON] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Alone:
    """How a module answered.

    Arguments:
        first: the outcomes, in order of the calls; fewer where too many raised something unforeseen.
        again: those of the same calls asked once more, from the last to the first.
        missing: names that the module should have and has not.
        failure: why there are no outcomes at all.
    """

    first: tuple[Outcome, ...] = ()
    again: tuple[Outcome, ...] = ()
    missing: tuple[str, ...] = ()
    failure: Failure | None = None


def ask_alone(
    room: Room,
    module: str,
    calls: Sequence[Call],
    *,
    seconds: float,
    closed: frozenset[str] = DOORS,
) -> Alone:
    """Ask a module of the room's tree, where only Python's own modules can be imported, less the closed ones.

    Arguments:
        room: with the tree; give it no more modules than may be imported.
        module: dotted name.
        calls: each is asked twice.
        seconds: for all of it.
        closed: names of modules; Python's own code may import them all the same.
    """
    argument: JSON = {
        "module": module,
        "closed": [*sorted(closed)],
        "calls": [_coded(each) for each in calls],
    }
    outcome = room.run(program("alone"), argument, seconds=seconds)
    if isinstance(outcome, Failure):
        return Alone(failure=outcome)
    said = outcome.json
    try:
        return _read(said)
    except (AttributeError, KeyError, TypeError):
        return Alone(failure=Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read"))


def _coded(call: Call) -> JSON:
    return {
        "function": call.function,
        "arguments": [_as_json(each) for each in call.arguments],
        "named": {name: _as_json(each) for name, each in call.named.items()},
        "read": [*call.read],
    }


def _as_json(value: Any) -> JSON:
    if isinstance(value, datetime | timedelta):
        return _time_as_json(value)
    if isinstance(value, tuple):
        return {"tuple": [_as_json(each) for each in value]}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    if isinstance(value, dict):
        return {"pairs": [[_as_json(key), _as_json(each)] for key, each in value.items()]}
    if isinstance(value, Make):
        return {"make": value.kind, "named": {name: _as_json(each) for name, each in value.named.items()}}
    plain: JSON = value
    return plain


def _time_as_json(value: datetime | timedelta) -> JSON:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return {"microseconds": value // timedelta(microseconds=1)}


def _read(said: Any) -> Alone:
    """What the learner's process said, put into its form; raises where it has another."""
    if "missing" in said:
        return Alone(missing=tuple(str(name) for name in said["missing"]))
    first, again = (tuple(_outcome(each) for each in said[part]) for part in ("first", "again"))
    return Alone(first, again)


def _outcome(said: Mapping[str, Any]) -> Outcome:
    if "value" in said:
        return Outcome(value=said["value"])
    reason, path, line = said["reason"], said["path"], said["line"]
    return Outcome(
        raised=str(said["raised"]),
        reason=reason if isinstance(reason, str) else None,
        message=str(said["message"]),
        path=path if isinstance(path, str) else None,
        line=line if type(line) is int else None,
        details={str(name): value for name, value in said["details"].items()},
    )

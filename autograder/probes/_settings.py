"""Make settings of a tree's `boxoffice.settings`, of environments of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.probes._inside import program
from autograder.sandbox import JSON, Failure, FailureKind, Room

SECONDS = 5.0


@dataclass(frozen=True)
class Made:
    """Settings, as the learner's process says.

    Arguments:
        fields: what stands in each, as Python writes it.
        raised: what was raised instead.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    raised: str = ""


@dataclass(frozen=True)
class MadeSettings:
    """What came of making settings.

    Arguments:
        defaults: of no arguments.
        read: those of each environment.
        settable: fields that took another value when the settings were made.
    """

    defaults: Made
    read: tuple[Made, ...]
    settable: tuple[str, ...]


def made_settings(
    room: Room, fields: Mapping[str, str], environments: Sequence[Mapping[str, str]]
) -> MadeSettings | Failure:
    """Call `Settings()` and `Settings.from_environment`, and try to set fields.

    Arguments:
        room: beside the tree.
        fields: those that are asked for, each with a value that it can have.
        environments: what is handed to `from_environment`, one after the other.
    """
    argument: JSON = {"fields": {**fields}, "environments": [{**each} for each in environments]}
    outcome = room.run(program("making_settings"), argument, seconds=SECONDS)
    if isinstance(outcome, Failure):
        return outcome
    said: Any = outcome.json
    try:
        read = tuple(_made(each) for each in said["read"])
        made = MadeSettings(_made(said["defaults"]), read, tuple(map(str, said["settable"])))
    except (AttributeError, KeyError, TypeError):
        return Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read")
    if len(read) != len(environments):
        return Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read")
    return made


def _made(said: Any) -> Made:
    fields = {str(name): str(value) for name, value in said.get("fields", {}).items()}
    return Made(fields, str(said.get("raised", "")))

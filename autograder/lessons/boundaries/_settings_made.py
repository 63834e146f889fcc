"""Settings made of an environment that says all, one thing or nothing; and whether they can be changed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from autograder.probes import MadeSettings, made_settings
from autograder.sandbox import Failure, Room
from autograder.verdict import Evidence

NO_TEXT = "a default"
"""Expected of a field that nobody gave a text as a default."""


def settings_misses(room: Room, randomness: random.Random) -> tuple[Evidence, ...] | Failure:
    """What settings do otherwise than was asked of them, or why they could not be made."""
    number = randomness.randrange(10**6)
    fields = {"database_url": f"sqlite:///./{number}.db"}
    fields |= {f"{name}_url": f"http://{number}.example/{name}" for name in ("payments", "mail", "partners")}
    environments = [{}, *({name.upper(): value} for name, value in fields.items())]
    environments.append({name.upper(): value for name, value in fields.items()})
    made = made_settings(room, fields, environments)
    if isinstance(made, Failure):
        return made
    return (*_of_environments(made, fields, environments), *_changed(made))


def _of_environments(
    made: MadeSettings, fields: Mapping[str, str], environments: Sequence[Mapping[str, str]]
) -> Iterator[Evidence]:
    """The first environment that does not lead to its own values beside defaults.

    Whoever gives a field no default may have one in `from_environment`.
    """
    of_nothing = made.read[0].fields
    defaults = made.defaults.fields or {name: each for name, each in of_nothing.items() if _is_text(each)}
    for environ, read in zip(environments, made.read, strict=True):
        told = {name: repr(value) for name, value in fields.items() if name.upper() in environ}
        expected = {name: told.get(name, defaults.get(name, NO_TEXT)) for name in fields}
        if read.fields != expected:
            yield Evidence.exchange(
                "Settings of an environment: what it says, and the default of a field for what is missing.",
                asked=f"Settings.from_environment({environ!r})",
                expected=_lines(expected),
                got=read.raised or _lines(read.fields),
            )
            return


def _changed(made: MadeSettings) -> Iterator[Evidence]:
    for name in made.settable[:1]:
        yield Evidence.exchange(
            "Settings are frozen: nobody changes them once they are handed on.",
            asked=f"settings.{name} = ...",
            expected="an exception",
            got=f"another {name} in the same settings",
        )


def _lines(fields: Mapping[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in fields.items())


def _is_text(written: str) -> bool:
    return written.startswith(("'", '"'))

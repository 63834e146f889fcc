"""Decide what an update does to a learner's folder. Nothing here reads or writes a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import PurePosixPath


class Action(StrEnum):
    """What is done with one file."""

    ADD = "add"
    REFRESH = "refresh"
    BESIDE = "beside"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Copy:
    """What a file holds, told from any other content by digests.

    Arguments:
        digest: of every byte.
        meaning: of what a person would write: of a notebook the cells' types and sources, so that running it
            changes nothing; of any other file the same as ``digest``.
    """

    digest: str
    meaning: str


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Arguments:
        action: what.
        path: the file as the course names it, relative to the learner's folder.
        target: the file that is written or removed; another than ``path`` for BESIDE.
    """

    action: Action
    path: str
    target: str


Look = Callable[[str], Copy | None]
"""What lies at a path of the learner's folder; None for nothing."""


def plan(offered: Mapping[str, Copy], handed_out: Mapping[str, Copy], look: Look) -> tuple[Step, ...]:
    """What brings a learner's folder up to date without taking anything of the learner's away.

    Arguments:
        offered: the course's files as they are now.
        handed_out: the course's files as the learner last got them.
        look: asks the learner's folder.
    """
    paths = sorted({*offered, *handed_out})
    steps = (_step(path, offered.get(path), handed_out.get(path), look) for path in paths)
    return tuple(step for step in steps if step)


def _step(path: str, new: Copy | None, old: Copy | None, look: Look) -> Step | None:
    here = look(path)
    untouched = here is not None and old is not None and here.meaning == old.meaning
    if new is None:
        return Step(Action.WITHDRAW, path, path) if untouched else None
    if here is None:
        # A module that the learner removed stays away: an exercise may ask for that. A notebook comes back.
        wanted = old is None or path.endswith(".ipynb")
        return Step(Action.ADD, path, path) if wanted else None
    if new == old or _is_same(here, new, old):
        return None
    if untouched:
        return Step(Action.REFRESH, path, path)
    target = next(name for name in names_beside(path) if look(name) in (None, new))
    return Step(Action.BESIDE, path, target) if look(target) is None else None


def _is_same(here: Copy, new: Copy, old: Copy | None) -> bool:
    """Whether the learner has the new content; without a record of the old one, its meaning is enough."""
    return here == new or (old is None and here.meaning == new.meaning)


def names_beside(path: str) -> Iterator[str]:
    """Names for a new version beside a file that is the learner's now, the best first.

    A notebook can be opened under its name; a module can be neither imported nor collected as a test.
    """
    file = PurePosixPath(path)
    for number in count(1):
        mark = "new" if number == 1 else f"new-{number}"
        name = f"{file.stem}.{mark}.ipynb" if file.suffix == ".ipynb" else f"{file.name}.{mark}"
        yield str(file.with_name(name))

"""What a change touches: which modules, which lines, and the functions that have to be read to dare it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache
from pathlib import Path

from autograder.facts import FunctionComplexity, complexity, parse
from autograder.stages import before
from autograder.syllabus import load
from autograder.tree import SourceTree

PATCHES = Path(__file__).with_name("changes") / "stage_0.toml"


class Request(StrEnum):
    """The three requests of the night before."""

    GROUP = "group"
    HOURS = "hours"
    PROVIDER = "provider"


ASKED: Mapping[Request, str] = {
    Request.GROUP: "a group discount by tier, with a cap",
    Request.HOURS: "opening hours of its own for each event",
    Request.PROVIDER: "a second payment provider that takes over",
}

WORDS: Mapping[Request, re.Pattern[str]] = {
    Request.GROUP: re.compile(r"group|\bcap\b|\bcap_|_cap\b|tier_row", re.IGNORECASE),
    Request.HOURS: re.compile(r"hours|opens|closes|door|check_in", re.IGNORECASE),
    Request.PROVIDER: re.compile(r"backup|provider|not_?reached|paylane|failure_of|charging", re.IGNORECASE),
}
"""What the new lines of a request speak of; by these they are told apart where one app has all three."""


@dataclass(frozen=True)
class Touched:
    """A module that a change touches.

    Arguments:
        path: of it.
        changed: lines that are new or different.
        functions: those in which they stand.
    """

    path: str
    changed: int
    functions: tuple[FunctionComplexity, ...]

    @property
    def to_read(self) -> int:
        """Lines that have to be read: those functions, or the changed lines where they stand in none."""
        return max(self.changed, sum(function.length for function in self.functions))

    @property
    def tangle(self) -> int:
        """The greatest complexity of one of these functions."""
        return max((function.complexity for function in self.functions), default=0)


@dataclass(frozen=True)
class Change:
    """A request in an app."""

    request: Request
    modules: tuple[Touched, ...]

    @property
    def changed(self) -> int:
        """Lines that are new or different."""
        return sum(module.changed for module in self.modules)

    @property
    def to_read(self) -> int:
        """Lines that have to be read."""
        return sum(module.to_read for module in self.modules)

    @property
    def tangle(self) -> int:
        """The complexity of the most tangled function that has to be changed."""
        return max((module.tangle for module in self.modules), default=0)


@cache
def in_stage_0(request: Request) -> Change:
    """The request in the messy app, as somebody has written it there."""
    messy = before(load().lesson("00"))
    return Change(request, tuple(_touched(messy, patched(request), None)))


@cache
def patched(request: Request) -> SourceTree:
    """The messy app with a request in it."""
    tree = before(load().lesson("00"))
    for patch in tomllib.loads(PATCHES.read_text("utf-8"))["change"]:
        if patch["request"] == request:
            old, new = (patch[name].removesuffix("\n") for name in ("old", "new"))
            text = tree[patch["path"]]
            if text.count(old) != 1:
                raise ValueError(f"{patch['path']} has this {text.count(old)} times, not once: {old}")
            tree = tree.with_file(patch["path"], text.replace(old, new))
    return tree


def in_app(request: Request, tree: SourceTree) -> Change:
    """The request in an app of lesson 09, beside the one that the lesson found.

    Arguments:
        request: which.
        tree: the app with all that was made of it.
    """
    found = before(load().lesson("09"))
    return Change(request, tuple(_touched(found, tree, WORDS[request])))


def _touched(old: SourceTree, new: SourceTree, words: re.Pattern[str] | None) -> Iterator[Touched]:
    functions = complexity(parse(new))
    for path, text in new.files.items():
        if not path.endswith(".py") or path.startswith("tests/") or old.files.get(path) == text:
            continue
        lines = tuple(_lines(old.files.get(path), text, words))
        if lines:
            inside = tuple(
                each
                for each in functions
                if each.path == path and any(each.line <= line <= each.end_line for line in lines)
            )
            yield Touched(path, len(lines), inside)


def _lines(old: str | None, new: str, words: re.Pattern[str] | None) -> Iterator[int]:
    """The numbers of the lines that are new or different, of the paragraphs that speak of the request.

    A module that is new is there for the request as a whole, or not at all.
    """
    if old is None and (words is None or words.search(new)):
        words = None
    there, now = (old or "").splitlines(), new.splitlines()
    for kind, _, _, start, end in SequenceMatcher(None, there, now, autojunk=False).get_opcodes():
        if kind in ("insert", "replace"):
            for paragraph in _paragraphs(now, start, end):
                if words is None or words.search("\n".join(now[number - 1] for number in paragraph)):
                    yield from paragraph


def _paragraphs(lines: Sequence[str], start: int, end: int) -> Iterator[list[int]]:
    """The numbers of the lines between two places, in groups that blank lines part."""
    group: list[int] = []
    for number in range(start + 1, end + 1):
        if lines[number - 1].strip():
            group.append(number)
        elif group:
            yield group
            group = []
    if group:
        yield group


def sentence(request: Request, messy: Change, own: Change) -> str:
    """What to look at."""
    return (
        f"{ASKED[request].capitalize()}. Stage 0: {_told(messy)}. Yours: {_told(own)}. "
        "Count the modules, then look at what has to be read."
    )


def _told(change: Change) -> str:
    if not change.modules:
        return "not there yet"
    return (
        f"{len(change.modules)} modules, {change.changed} lines changed, {change.to_read} to read, "
        f"in the worst function a complexity of {change.tangle}"
    )

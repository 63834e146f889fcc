"""One warm sandbox of each kind for all these tests, and short ways to ask a learner's module."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import Isolation, Limits, Outcome, Program, Room, Sandbox
from autograder.tree import SourceTree

#: Small bounds, so that hostile code meets them soon.
LIMITS = Limits(
    room_bytes=300 * 1024 * 1024, output_bytes=200_000, result_bytes=200_000, answer_bytes=100_000
)

#: Imports the learner's module and calls what the argument names.
CALL = Program(
    "call",
    "def main(argument):\n"
    "    from importlib import import_module\n"
    "    name, *arguments = argument\n"
    "    return getattr(import_module('learner'), name)(*arguments)\n",
)

Ask = Callable[..., Outcome]


@pytest.fixture(scope="session")
def isolated_sandbox() -> Iterator[Sandbox]:
    with Sandbox(Isolation.BUBBLEWRAP, limits=LIMITS) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def plain_sandbox() -> Iterator[Sandbox]:
    with Sandbox(Isolation.NONE, limits=LIMITS) as sandbox:
        yield sandbox


@pytest.fixture(params=[pytest.param("isolated", marks=pytest.mark.bubblewrap), "plain"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Both kinds, one after the other: they keep the same promises but isolation."""
    found: Sandbox = request.getfixturevalue(f"{request.param}_sandbox")
    return found


def _call(room: Room, name: str, *arguments: Any, seconds: float = 3) -> Outcome:
    return room.run(CALL, [name, *arguments], seconds=seconds)


@pytest.fixture
def call() -> Ask:
    """``call(room, name, *arguments)``: the same in a room that is open."""
    return _call


@pytest.fixture
def ask(sandbox: Sandbox) -> Ask:
    """``ask(source, name, *arguments)``: what calling a function of the learner's module gives."""
    return _asker(sandbox)


@pytest.fixture
def ask_isolated(isolated_sandbox: Sandbox) -> Ask:
    return _asker(isolated_sandbox)


def _asker(sandbox: Sandbox) -> Ask:
    def ask(source: str, name: str = "main", *arguments: Any, seconds: float = 3, **options: Any) -> Outcome:
        with sandbox.room(SourceTree({"learner.py": source}), **options) as room:
            return _call(room, name, *arguments, seconds=seconds)

    return ask


def children_of(pid: int) -> set[int]:
    """All processes below one, seen from outside."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(words[1])
    found: set[int] = set()
    wave = {pid}
    while wave:
        wave = {child for child, parent in parents.items() if parent in wave} - found
        found |= wave
    return found


@pytest.fixture
def processes() -> Callable[[], set[int]]:
    """The processes below this one."""
    return lambda: children_of(os.getpid())


@pytest.fixture
def descriptors() -> Callable[[], int]:
    """How many descriptors this process has open."""
    return lambda: len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], bool]:
    """Whether something comes true within two seconds."""

    def wait(condition: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            if condition():
                return True
            time.sleep(0.02)
        return condition()

    return wait

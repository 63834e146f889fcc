"""The suite that came with the messy app: it patches internals, counts calls, and has a high coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.bench import _old_suite_inside
from autograder.bench._live import NoAnswerError, plain_sandbox, tree_of
from autograder.sandbox import Failure, Program
from autograder.tree import SourceTree

FOLDER = Path(__file__).parent / "old_suite"

SECONDS = 60.0


@dataclass(frozen=True)
class OldRun:
    """How the old suite did on an app.

    Arguments:
        failed: what each failed test said, by its id.
        passed: the ids of the others.
        covered: the share of lines that ran, by module of the app.
    """

    failed: Mapping[str, str]
    passed: tuple[str, ...]
    covered: Mapping[str, float]

    def __str__(self) -> str:
        return f"{len(self.passed)} passed, {len(self.failed)} failed"


@cache
def old_suite() -> Mapping[str, str]:
    """The test modules, texts by name."""
    return {path.with_suffix(".py").name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}


def run_old_suite(app: str | int | Path | SourceTree) -> OldRun:
    """Run it on an app.

    Arguments:
        app: a lesson, for the app as it finds it; or a folder, or a tree.

    Raises:
        NoAnswerError: it did not come to an end.
    """
    with plain_sandbox().room(tree_of(app), env={}) as room:
        outcome = room.run(_PROGRAM, {"tests": {**old_suite()}}, seconds=SECONDS)
    if isinstance(outcome, Failure):
        raise NoAnswerError(outcome.message)
    said: Any = outcome.json
    return OldRun(
        failed={name: message for name, message in said["outcomes"].items() if message},
        passed=tuple(name for name, message in said["outcomes"].items() if not message),
        covered={name: ran / can for name, (can, ran) in said["lines"].items() if can > 1},
    )


_PROGRAM = Program("old suite", Path(_old_suite_inside.__file__).read_text("utf-8"))

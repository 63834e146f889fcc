"""Given cells: what an exercise hands out ready-made is judged as it was handed out.

A learner may delete such a cell, change it or never run it: the released notebook's text counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.submission import Operation, Write, operations_of


@dataclass(frozen=True)
class Given:
    """What the given cells of an exercise do.

    Arguments:
        operations: all of it, in document order.
        paths: the modules that are given for good: no writing cell of the learner's comes after.
    """

    operations: tuple[Operation, ...]
    paths: frozenset[str]

    def together_with(self, handed_in: Iterable[Operation]) -> tuple[Operation, ...]:
        """What is to be replayed: the given cells, and whatever a submission does to other modules."""
        return (*self.operations, *(item for item in handed_in if item.path not in self.paths))

    def notes_on(self, handed_in: Iterable[Operation]) -> tuple[str, ...]:
        """A sentence for each given module that a submission has otherwise."""
        texts = {item.path: item for item in self.operations}
        last = {item.path: item for item in handed_in if item.path in self.paths}
        return tuple(
            f"{path} is given with the exercise and judged as it was given, not as your notebook has it."
            for path, item in last.items()
            if _text(item) != _text(texts[path])
        )


def given_in(released: Path) -> Given:
    """Read the given cells of an exercise as learners get it: its code cells that are no answers."""
    operations = tuple(_operations(released))
    last = {item.path: is_given for item, is_given in operations}
    return Given(
        tuple(item for item, is_given in operations if is_given),
        frozenset(path for path, is_given in last.items() if is_given),
    )


def _operations(released: Path) -> Iterator[tuple[Operation, bool]]:
    """What each cell does, and whether it is given. An exercise that is not made yet gives nothing."""
    if not released.is_file():
        return
    notebook: dict[str, Any] = json.loads(released.read_text("utf-8"))
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "code":
            is_answer = cell["metadata"].get("nbgrader", {}).get("solution", False)
            for item in operations_of("".join(cell["source"]), number, cell.get("id", "")):
                yield item, not is_answer


def _text(operation: Operation) -> str | None:
    return operation.text if isinstance(operation, Write) else None

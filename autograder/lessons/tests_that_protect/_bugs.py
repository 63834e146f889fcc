"""Versions of the app with one bug each: what a tired colleague might write, and nobody sees in review."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.lessons.meet_the_app._variants import Edit, Variant
from autograder.tree import SourceTree


@dataclass(frozen=True)
class Bug:
    """One bug.

    Arguments:
        id: its name in reports.
        what: what is wrong, in words that continue "In this version ...".
        rules: the names of the rules that it breaks; a test may name any of them.
        edits: what makes it from the app.
    """

    id: str
    what: str
    rules: frozenset[str]
    edits: tuple[Edit, ...]

    def files(self, app: SourceTree) -> Mapping[str, str]:
        """The modules that differ from the app's, whole.

        Raises:
            ValueError: an edit's text does not stand in its module exactly once.
        """
        return self._variant.files(app)

    def lines(self, app: SourceTree) -> frozenset[tuple[str, int]]:
        """The lines of the app that are different: path and number."""
        return self._variant.lines(app)

    @property
    def _variant(self) -> Variant:
        return Variant(self.id, False, self.what, "", self.edits)


@cache
def bugs() -> tuple[Bug, ...]:
    """All of them, as ``bugs.toml`` describes them."""
    data = tomllib.loads(Path(__file__).with_name("bugs.toml").read_text("utf-8"))
    return tuple(_bug(item) for item in data["bug"])


def _bug(data: Mapping[str, Any]) -> Bug:
    edits = tuple(Edit(data["in"], old, new) for old, new in data["edits"])
    return Bug(data["id"], data["what"], frozenset(data["breaks"]), edits)

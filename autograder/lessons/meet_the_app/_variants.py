"""Versions of the messy app: some that a net must notice, some that it must not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.tree import SourceTree


@dataclass(frozen=True)
class Edit:
    """One text in one module, replaced.

    Arguments:
        path: the module.
        old: a text that stands in it exactly once.
        new: what stands there instead.
    """

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Variant:
    """One version of the app.

    Arguments:
        id: its name in reports.
        harmless: whether only what the prompt calls free is different.
        what: what is different, in words that continue "In this version ...".
        pins: the item of the prompt's list that notices it; empty for a harmless one.
        edits: what makes it from the app.
    """

    id: str
    harmless: bool
    what: str
    pins: str
    edits: tuple[Edit, ...]

    def files(self, app: SourceTree) -> Mapping[str, str]:
        """The modules that differ from the app's, whole.

        Raises:
            ValueError: an edit's text does not stand in its module exactly once.
        """
        changed: dict[str, str] = {}
        for edit in self.edits:
            text = changed.get(edit.path, app[edit.path])
            if text.count(edit.old) != 1:
                raise ValueError(
                    f"variant {self.id}: {edit.old!r} stands {text.count(edit.old)} times in {edit.path}"
                )
            changed[edit.path] = text.replace(edit.old, edit.new)
        return changed

    def lines(self, app: SourceTree) -> frozenset[tuple[str, int]]:
        """The lines of the app that are different in this version: path and number."""
        return frozenset((edit.path, line) for edit in self.edits for line in _lines(edit, app[edit.path]))


def _lines(edit: Edit, text: str) -> range:
    first = text[: text.index(edit.old)].count("\n") + 1
    return range(first, first + edit.old.rstrip("\n").count("\n") + 1)


@cache
def variants() -> tuple[Variant, ...]:
    """All versions, as ``variants.toml`` describes them."""
    data = tomllib.loads(Path(__file__).with_name("variants.toml").read_text("utf-8"))
    return tuple(_variant(item) for item in data["variant"])


def _variant(data: Mapping[str, Any]) -> Variant:
    return Variant(
        id=data["id"],
        harmless=data["kind"] == "harmless",
        what=data["what"],
        pins=data.get("pins", ""),
        edits=tuple(Edit(**edit) for edit in data["edits"]),
    )

"""The import map as a live bench: choose an arrow, see its lines and who may break."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, side_by_side, step_buttons
from autograder.bench._import_map import Arrow, ImportMap, Trouble, read_import_map
from autograder.bench._import_map_picture import picture
from autograder.bench._live import tree_of
from autograder.tree import SourceTree

App = str | int | Path | SourceTree | None
"""An app as a lesson names it: see `import_map`."""

NONE_CHOSEN = 0
"""The first entry of the list of arrows; the arrows are counted from 1."""


class ImportMapBench(Bench):
    """The bench.

    Arguments:
        before: an app.
        after: another one, drawn beside it on the same rows.
    """

    def __init__(self, before: SourceTree, after: SourceTree | None = None) -> None:
        super().__init__()
        self._maps = [read_import_map(tree) for tree in (before, after) if tree is not None]
        self.side = widgets.ToggleButtons(
            options=["before", "after"] if after else ["now"],
            value="after" if after else "now",
            description="map",
            style={"button_width": "auto", "description_width": "auto"},
            layout=widgets.Layout(width="auto"),
        )
        self.arrow = widgets.Dropdown(description="arrow", layout=widgets.Layout(width="min(98%, 400px)"))
        self.previous, self.next = step_buttons("arrow", self._step_by)
        self._offer_arrows()
        self.side.observe(self._switch, names="value")
        self.arrow.observe(self._redraw, names="value")

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        return side_by_side(self.side, self.arrow, self.previous, self.next)

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        before, after = self._maps[0], self._maps[1] if len(self._maps) > 1 else None
        return picture(before, after, self.side.value, self.chosen)

    @property
    def chosen(self) -> Arrow | None:
        """The arrow whose lines are shown."""
        number = self.arrow.value or NONE_CHOSEN
        return None if number == NONE_CHOSEN else self._shown.arrows[number - 1]

    @property
    def _shown(self) -> ImportMap:
        return self._maps[-1] if self.side.value == "after" else self._maps[0]

    def _offer_arrows(self) -> None:
        titles = ("none chosen", *map(_title, self._shown.arrows))
        self.arrow.options = [(title, number) for number, title in enumerate(titles)]
        self.arrow.value = NONE_CHOSEN

    def _step_by(self, number: int) -> None:
        self.arrow.value = (self.arrow.value + number) % len(self.arrow.options)

    def _switch(self, _change: object) -> None:
        self._offer_arrows()
        self._redraw()


def _title(arrow: Arrow) -> str:
    trouble = f", {arrow.trouble}" if arrow.trouble is not Trouble.NONE else ""
    count = len(arrow.lines)
    return f"{arrow.importer} → {arrow.imported} ({count} {'line' if count == 1 else 'lines'}{trouble})"


def import_map(before: App = None, after: App = None) -> ImportMapBench:
    """A bench that draws who imports whom, and what is wrong with it.

    Arguments:
        before: an app: a lesson, for the app as it finds it (`"02"`), a folder, or a tree. By default the
            current folder, which in a lesson is the one that its cells write into.
        after: another one to compare with it.
    """
    return ImportMapBench(tree_of(before), None if after is None else tree_of(after))

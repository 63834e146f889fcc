"""The handler X-ray as a live bench: choose a handler, see its lines by what they are about."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, side_by_side, step_buttons
from autograder.bench._live import tree_of
from autograder.bench._xray import Bar, Xray, read_xray
from autograder.bench._xray_picture import picture
from autograder.tree import SourceTree

App = str | int | Path | SourceTree | None
"""An app as a lesson names it: see `handler_xray`."""


class HandlerXray(Bench):
    """The bench.

    Arguments:
        before: an app.
        after: another one, drawn beside it on the same scale.
    """

    def __init__(self, before: SourceTree, after: SourceTree | None = None) -> None:
        super().__init__()
        self._before = read_xray(before)
        self._after = None if after is None else read_xray(after)
        self.handler = widgets.Dropdown(
            options=[
                ("none chosen", None),
                *((_title(bar.route, self._now), bar.route) for bar in self._bars),
            ],
            description="handler",
            layout=widgets.Layout(width="min(98%, 460px)"),
        )
        self.previous, self.next = step_buttons("handler", self._step_by)
        self.handler.observe(self._redraw, names="value")

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        return side_by_side(self.handler, self.previous, self.next)

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        return picture(self._before, self._after, self.handler.value)

    @property
    def _now(self) -> Xray:
        return self._after or self._before

    @property
    def _bars(self) -> list[Bar]:
        found = {bar.route: bar for app in (self._before, self._now) for bar in app.bars}
        return [*found.values()]

    def _step_by(self, number: int) -> None:
        # With none chosen there is no index; the entry for that is the first.
        chosen = self.handler.index or 0
        self.handler.index = (chosen + number) % len(self.handler.options)


def _title(route: str, now: Xray) -> str:
    bar = now.bar(route)
    if bar is None:
        return f"{route} (not there any more)"
    return f"{route} ({len(bar.lines)} lines, {bar.work} of work)"


def handler_xray(before: App = None, after: App = None) -> HandlerXray:
    """A bench that shows what each handler is about, with all that it reaches in the web layer.

    Arguments:
        before: an app: a lesson, for the app as it finds it (`"03"`), a folder, or a tree. By default the
            current folder, which in a lesson is the one that its cells write into.
        after: another one to compare with it.
    """
    return HandlerXray(tree_of(before), None if after is None else tree_of(after))

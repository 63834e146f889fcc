"""The change map as a live bench: choose a request, and see what it touches in two apps."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._changes import ASKED, Request, in_app, in_stage_0
from autograder.bench._changes_picture import picture
from autograder.bench._live import tree_of
from autograder.bench._still import Still
from autograder.stages import after
from autograder.syllabus import load
from autograder.tree import SourceTree


class ChangeMap:
    """The bench. It shows itself as the last value of a cell, or by `show`.

    Arguments:
        tree: the app beside stage 0.
        request: one to start with.
    """

    def __init__(self, tree: SourceTree, request: Request = Request.GROUP) -> None:
        self._still, self._tree = Still(), tree
        self.request = widgets.ToggleButtons(
            options=[(ASKED[each], each.value) for each in Request],
            value=request.value,
            description="request",
            style={"button_width": "auto", "description_width": "70px"},
        )
        self.request.observe(self._redraw, names="value")

    def show(self) -> None:
        """Show the control and, below it, the picture, which stays in the notebook."""
        self._still.show(self.request, self.picture)

    def _ipython_display_(self) -> None:
        self.show()

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        request = Request(self.request.value)
        return picture(request, in_stage_0(request), in_app(request, self._tree))

    def _redraw(self, _change: object) -> None:
        self._still.update(self.picture)


def change_map(app: str | int | Path | SourceTree | None = None, request: str = Request.GROUP) -> ChangeMap:
    """A bench that shows what the three requests of lesson 09 touch, in stage 0 and in another app.

    Arguments:
        app: a folder or a tree; by default the app as the exercise's solution leaves it.
        request: `"group"`, `"hours"` or `"provider"`.
    """
    tree = after(load().lesson("09")) if app is None else tree_of(app)
    return ChangeMap(tree, Request(request))

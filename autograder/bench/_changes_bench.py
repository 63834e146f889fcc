"""The change map as a live bench: choose a request, and see what it touches in two apps."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, buttons
from autograder.bench._changes import ASKED, Request, in_app, in_stage_0
from autograder.bench._changes_picture import picture
from autograder.bench._live import tree_of
from autograder.stages import after
from autograder.syllabus import load
from autograder.tree import SourceTree


class ChangeMap(Bench):
    """The bench.

    Arguments:
        tree: the app beside stage 0.
        request: one to start with.
    """

    def __init__(self, tree: SourceTree, request: Request = Request.GROUP) -> None:
        super().__init__()
        self._tree = tree
        self.request = buttons(
            [(ASKED[each], each.value) for each in Request], "request", value=request.value, width="70px"
        )
        self.request.observe(self._redraw, names="value")

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        return self.request

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        request = Request(self.request.value)
        return picture(request, in_stage_0(request), in_app(request, self._tree))


def change_map(app: str | int | Path | SourceTree | None = None, request: str = Request.GROUP) -> ChangeMap:
    """A bench that shows what the three requests of lesson 09 touch, in stage 0 and in another app.

    Arguments:
        app: a folder or a tree; by default the app as the exercise's solution leaves it.
        request: `"group"`, `"hours"` or `"provider"`.
    """
    tree = after(load().lesson("09")) if app is None else tree_of(app)
    return ChangeMap(tree, Request(request))

"""The complexity lens as a live bench: edit the code, and see what it asks of its reader."""

from __future__ import annotations

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._lens import read_lens
from autograder.bench._lens_picture import picture
from autograder.bench._still import Still


class ComplexityLens:
    """The bench. It shows itself as the last value of a cell, or by `show`.

    Arguments:
        before: code to start from.
        after: code that says the same in another way; where it is given, buttons switch between the two.
    """

    def __init__(self, before: str, after: str | None = None) -> None:
        self._before = before
        self._after = after
        self._still = Still()
        self.code = widgets.Textarea(
            value=before,
            continuous_update=True,
            rows=min(max(before.count("\n") + 2, 8), 24),
            layout=widgets.Layout(width="98%", max_width="1076px"),
        )
        self.versions = widgets.ToggleButtons(
            options=["before", "after"] if after else ["before"],
            tooltips=["the code as it was", "the code after the refactoring"],
            description="start from",
            style={"button_width": "auto"},
        )
        self.code.observe(self._redraw, names="value")
        self.versions.observe(self._switch, names="value")

    def show(self) -> None:
        """Show the controls and, below them, the picture, which stays in the notebook."""
        label = widgets.HTML("<label>Edit the code; the picture follows.</label>")
        self._still.show(widgets.VBox([self.versions, label, self.code]), self.picture)

    def _ipython_display_(self) -> None:
        self.show()

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        return picture(read_lens(self._before), read_lens(self.code.value), ("before", "now"))

    def _switch(self, _change: object) -> None:
        self.code.value = self._after if self.versions.value == "after" and self._after else self._before

    def _redraw(self, _change: object) -> None:
        self._still.update(self.picture)


def complexity_lens(before: str, after: str | None = None) -> ComplexityLens:
    """A bench that colours code by nesting and by concern, live as you edit. See `ComplexityLens`."""
    return ComplexityLens(before, after)

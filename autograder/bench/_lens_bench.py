"""The complexity lens as a live bench: edit the code, and see what it asks of its reader."""

from __future__ import annotations

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, buttons
from autograder.bench._lens import read_lens
from autograder.bench._lens_picture import picture


class ComplexityLens(Bench):
    """The bench.

    Arguments:
        before: code to start from.
        after: code that says the same in another way; where it is given, buttons switch between the two.
    """

    def __init__(self, before: str, after: str | None = None) -> None:
        super().__init__()
        self._before = before
        self._after = after
        self.code = widgets.Textarea(
            value=before,
            continuous_update=True,
            rows=min(max(before.count("\n") + 2, 8), 24),
            layout=widgets.Layout(width="98%", max_width="1076px"),
        )
        self.versions = buttons(
            ["before", "after"] if after else ["before"],
            "start from",
            tooltips=["the code as it was", "the code after the refactoring"],
        )
        self.code.observe(self._redraw, names="value")
        self.versions.observe(self._switch, names="value")

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        label = widgets.HTML("<label>Edit the code; the picture follows.</label>")
        return widgets.VBox([self.versions, label, self.code])

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        return picture(read_lens(self._before), read_lens(self.code.value), ("before", "now"))

    def _switch(self, _change: object) -> None:
        self.code.value = self._after if self.versions.value == "after" and self._after else self._before


def complexity_lens(before: str, after: str | None = None) -> ComplexityLens:
    """A bench that colours code by nesting and by concern, live as you edit. See `ComplexityLens`."""
    return ComplexityLens(before, after)

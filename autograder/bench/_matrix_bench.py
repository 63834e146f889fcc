"""The mutation matrix as a live bench: edit tests, run them, see what they catch and what disturbs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, buttons
from autograder.bench._live import tree_of
from autograder.bench._matrix import matrix_of
from autograder.bench._matrix_picture import picture
from autograder.tree import SourceTree


class MutationMatrix(Bench):
    """The bench.

    Arguments:
        suites: test modules to start from, texts by name.
        app: as in `live_app`.
    """

    def __init__(self, suites: Mapping[str, str], app: SourceTree) -> None:
        super().__init__()
        self._suites, self._app = dict(suites), app
        first = next(iter(self._suites))
        self.matrix = matrix_of(self._suites[first], app)
        self.suites = buttons([*self._suites], "start from")
        self.code = widgets.Textarea(
            value=self._suites[first],
            rows=min(max(self._suites[first].count("\n") + 2, 10), 24),
            layout=widgets.Layout(width="98%", max_width="1076px"),
        )
        self.run = widgets.Button(description="run the tests", button_style="primary")
        self.suites.observe(self._switch, names="value")
        self.run.on_click(self._run)

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        label = widgets.HTML("<label>Edit the tests, and run them.</label>")
        return widgets.VBox([self.suites, label, self.code, self.run])

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        return picture(self.matrix)

    def _switch(self, _change: object) -> None:
        self.code.value = self._suites[self.suites.value]
        self._run(None)

    def _run(self, _button: object) -> None:
        self.run.disabled = True
        try:
            self.matrix = matrix_of(self.code.value, self._app)
        finally:
            self.run.disabled = False
        self._redraw()


def mutation_matrix(
    suites: Mapping[str, str], app: str | int | Path | SourceTree | None = None
) -> MutationMatrix:
    """A bench that tries tests of the price rules on bugs and refactorings. See `MutationMatrix`.

    Arguments:
        suites: test modules to start from, texts by name.
        app: a lesson, for the app as it finds it, from 07 on; or a folder, or a tree. By default the current
            folder.
    """
    return MutationMatrix(suites, tree_of(app))

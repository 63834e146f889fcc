"""The framework switch as a live bench: pick a request, and see it answered under three frameworks."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._live import NoAnswerError, tree_of
from autograder.bench._still import Still
from autograder.bench._switch import EXAMPLES, Example, running, sentence, switched
from autograder.bench._switch_picture import picture
from autograder.show import escape
from autograder.stages import after
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = "04"


class FrameworkSwitch:
    """The bench. It shows itself as the last value of a cell, or by `show`.

    Arguments:
        tree: the app with its three factories; those that do not start say why.
    """

    def __init__(self, tree: SourceTree) -> None:
        self._tree = tree
        self._still = Still()
        running(tree)
        routes = list(dict.fromkeys(example.route for example in EXAMPLES))
        # Buttons, since JupyterLab takes the arrow keys from lists: Tab and Enter reach every button.
        self.route = _buttons(routes, "route")
        self.request = _buttons(_titles(routes[0]), "request")
        self.send = widgets.Button(description="Send again", tooltip="send it once more, to all three")
        self.route.observe(self._choose_route, names="value")
        self.request.observe(self._redraw, names="value")
        self.send.on_click(self._redraw)

    def show(self) -> None:
        """Show the controls and, below them, the picture, which stays in the notebook."""
        row = widgets.VBox([self.route, self.request, self.send], layout=widgets.Layout(margin="0 0 8px 0"))
        self._still.show(row, self.picture())

    def _ipython_display_(self) -> None:
        self.show()

    def picture(self) -> str:
        """Send the request that is chosen to every stack, and draw what came."""
        example = self._chosen()
        try:
            found = switched(self._tree, example)
        except NoAnswerError as error:
            return f"<p>A stack gave no answer: {escape(str(error))}</p>"
        return picture(found, sentence(example, found))

    def _chosen(self) -> Example:
        wanted = (self.route.value, self.request.value)
        return next(example for example in EXAMPLES if (example.route, example.title) == wanted)

    def _choose_route(self, _change: object) -> None:
        self.request.options = _titles(self.route.value)

    def _redraw(self, _change: object) -> None:
        self._still.update(self.picture())


def framework_switch(app: str | int | Path | SourceTree | None = None) -> FrameworkSwitch:
    """A bench that sends one request to the app under FastAPI, Flask and Django, each really running.

    Arguments:
        app: a folder or a tree, such as `Path.cwd()`; a lesson, for the app as it finds it. By default the
            app as lesson 04 and its exercise leave it. The stacks of an app are started once and kept.
    """
    return FrameworkSwitch(after(load().lesson(LESSON)) if app is None else tree_of(app))


def _titles(route: str) -> list[str]:
    return [example.title for example in EXAMPLES if example.route == route]


def _buttons(options: list[str], description: str) -> widgets.ToggleButtons:
    return widgets.ToggleButtons(
        options=options,
        description=description,
        style={"button_width": "auto", "description_width": "60px"},
        layout=widgets.Layout(max_width="960px"),
    )

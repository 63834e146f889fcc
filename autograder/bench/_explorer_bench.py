"""The app explorer as a live bench: pick a request, see what the app does for it."""

from __future__ import annotations

from functools import cache

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._explorer import explore
from autograder.bench._explorer_picture import picture
from autograder.bench._live import LiveApp, NoAnswerError, live_app
from autograder.bench._requests import EXAMPLES, Example, catalogue
from autograder.bench._still import Still
from autograder.show import escape
from autograder.tree import SourceTree


class AppExplorer:
    """The bench. It shows itself as the last value of a cell, or by `show`.

    Arguments:
        app: runs with its lines noted.
    """

    def __init__(self, app: LiveApp) -> None:
        self._app = app
        self._still = Still()
        routes = list(dict.fromkeys(example.route for example in EXAMPLES))
        # Buttons, since JupyterLab takes the arrow keys from lists: Tab and Enter reach every button.
        self.route = _buttons(routes, "route")
        self.request = _buttons(_titles(routes[0]), "request")
        self.send = widgets.Button(description="Send again", tooltip="send this request once more")
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
        """Send the request that is chosen, and draw what it did."""
        try:
            return picture(explore(self._app, self._chosen()))
        except NoAnswerError as error:
            return f"<p>The app gave no answer: {escape(str(error))}</p>"

    def _chosen(self) -> Example:
        wanted = (self.route.value, self.request.value)
        return next(example for example in EXAMPLES if (example.route, example.title) == wanted)

    def _choose_route(self, _change: object) -> None:
        before = self.request.value
        self.request.options = _titles(self.route.value)
        if self.request.value == before:
            self._redraw(None)

    def _redraw(self, _change: object) -> None:
        self._still.update(self.picture())


def app_explorer(app: str | SourceTree = "00") -> AppExplorer:
    """A bench that shows the lines, the SQL and the upstream calls of any request.

    Arguments:
        app: a lesson, for the app as it finds it, or a tree. The app is started once and kept.

    Raises:
        NoAnswerError: the app does not start; the message says why.
    """
    return AppExplorer(_running(app))


@cache
def _running(app: str | SourceTree) -> LiveApp:
    live = live_app(app, lines=True)
    catalogue(live)
    return live


def _titles(route: str) -> list[str]:
    return [example.title for example in EXAMPLES if example.route == route]


def _buttons(options: list[str], description: str) -> widgets.ToggleButtons:
    return widgets.ToggleButtons(
        options=options,
        description=description,
        style={"button_width": "auto", "description_width": "60px"},
        layout=widgets.Layout(max_width="960px"),
    )

"""A bench over example requests: choose a route, then a request of it, and send it again at will."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, buttons


class OfARoute(Protocol):
    """An example request: its route (`POST /orders`), and what it asks for in words."""

    @property
    def route(self) -> str: ...

    @property
    def title(self) -> str: ...


Example = TypeVar("Example", bound=OfARoute)


class RequestBench(Bench, Generic[Example]):
    """The controls of such a bench; what is drawn of the request that is chosen is for others to say.

    Arguments:
        examples: those of one route beside one another.
        again: says what sending once more does.
    """

    def __init__(self, examples: Sequence[Example], again: str) -> None:
        super().__init__()
        self._examples = examples
        routes = list(dict.fromkeys(example.route for example in examples))
        self.route = buttons(routes, "route", width="60px")
        self.request = buttons(self._titles(), "request", width="60px")
        self.send = widgets.Button(description="Send again", tooltip=again)
        self.route.observe(self._choose_route, names="value")
        self.request.observe(self._redraw, names="value")
        self.send.on_click(self._redraw)

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        rows = [self.route, self.request, self.send]
        return widgets.VBox(rows, layout=widgets.Layout(margin="0 0 8px 0"))

    @property
    def chosen(self) -> Example:
        """The request that is chosen."""
        wanted = (self.route.value, self.request.value)
        return next(example for example in self._examples if (example.route, example.title) == wanted)

    def _titles(self) -> list[str]:
        return [example.title for example in self._examples if example.route == self.route.value]

    def _choose_route(self, _change: object) -> None:
        before = self.request.value
        self.request.options = self._titles()
        if self.request.value == before:
            self._redraw()

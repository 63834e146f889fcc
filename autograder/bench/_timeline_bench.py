"""The event-loop timeline as a live bench: choose a style, how many ask, and how slow the partners are."""

from __future__ import annotations

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, buttons, side_by_side
from autograder.bench._timeline import Style, run_timeline
from autograder.bench._timeline_picture import picture

MOST_REQUESTS = 8
LONGEST_LATENCY = 1.5


class EventLoopTimeline(Bench):
    """The bench.

    Arguments:
        style: one to start with.
        requests: customers that ask at once, from 1 to 8.
        latency: seconds that each partner takes, from 0.1 to 1.5.
    """

    def __init__(self, style: Style = Style.BLOCKING, requests: int = 3, latency: float = 0.3) -> None:
        super().__init__()
        self.style = buttons(
            [each.value for each in Style],
            "style",
            value=style.value,
            tooltips=[_TOOLTIPS[each] for each in Style],
            width="80px",
        )
        self.requests = widgets.IntSlider(
            value=requests, min=1, max=MOST_REQUESTS, description="customers", **_SLIDER
        )
        self.latency = widgets.FloatSlider(
            value=latency,
            min=0.1,
            max=LONGEST_LATENCY,
            step=0.1,
            readout_format=".1f",
            description="latency (s)",
            **_SLIDER,
        )
        for control in (self.style, self.requests, self.latency):
            control.observe(self._redraw, names="value")

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        return widgets.VBox([self.style, side_by_side(self.requests, self.latency)])

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        latency = round(self.latency.value, 1)
        return picture(run_timeline(Style(self.style.value), self.requests.value, latency))


_SLIDER = {"style": {"description_width": "80px"}, "layout": {"width": "min(98%, 420px)"}}
_TOOLTIPS = {
    Style.BLOCKING: "async def, and requests.get in it",
    Style.THREADS: "def, and requests.get in it: the server gives it a thread",
    Style.AWAITED: "async def, and an await for each partner in a loop",
    Style.TOGETHER: "async def, gather, and four places",
}


def event_loop_timeline(
    style: str = Style.BLOCKING, requests: int = 3, latency: float = 0.3
) -> EventLoopTimeline:
    """A bench that shows who waits for whom in an event loop.

    Arguments:
        style: `"blocking in async"`, `"plain def"`, `"awaited one by one"` or `"together"`.
        requests: customers that ask for extras at once.
        latency: seconds that each partner takes.
    """
    return EventLoopTimeline(Style(style), requests, latency)

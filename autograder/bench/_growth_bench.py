"""The query growth as a live bench: choose a way to ask, how many events, and how far the database is."""

from __future__ import annotations

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, buttons, side_by_side
from autograder.bench._growth import MOST_EVENTS, Way
from autograder.bench._growth_picture import picture

LONGEST_TRIP = 2.0


class QueryGrowth(Bench):
    """The bench.

    Arguments:
        way: one to start with.
        events: from 10 to 200.
        round_trip: of a question to the database and back, in milliseconds, from 0 to 2.
    """

    def __init__(self, way: Way = Way.EACH, events: int = 100, round_trip: float = 0.1) -> None:
        super().__init__()
        self.way = buttons(
            [each.value for each in Way],
            "way",
            value=way.value,
            tooltips=[_TOOLTIPS[each] for each in Way],
            width="100px",
        )
        self.events = widgets.IntSlider(
            value=events, min=10, max=MOST_EVENTS, step=10, description="events", **_SLIDER
        )
        self.round_trip = widgets.FloatSlider(
            value=round_trip,
            min=0,
            max=LONGEST_TRIP,
            step=0.1,
            readout_format=".1f",
            description="round trip (ms)",
            **_SLIDER,
        )
        for control in (self.way, self.events, self.round_trip):
            control.observe(self._redraw, names="value")

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        return widgets.VBox([self.way, side_by_side(self.events, self.round_trip)])

    @property
    def picture(self) -> str:
        """The picture as it stands, as HTML."""
        return picture(Way(self.way.value), self.events.value, round(self.round_trip.value, 1))


_SLIDER = {"style": {"description_width": "100px"}, "layout": {"width": "min(98%, 420px)"}}
_TOOLTIPS = {
    Way.EACH: "the events, then the tiers of each, then what is taken of each tier",
    Way.ONE: "one statement for all, over a table without an index",
    Way.INDEXED: "one statement for all, and an index on the tier of a line",
}


def query_growth(way: str = Way.EACH, events: int = 100, round_trip: float = 0.1) -> QueryGrowth:
    """A bench that shows what grows with a list: questions, work, and time.

    Arguments:
        way: `"a query each"`, `"one query"` or `"one query and an index"`.
        events: how many, from 10 to 200.
        round_trip: of a question to the database and back, in milliseconds.
    """
    return QueryGrowth(Way(way), events, round_trip)

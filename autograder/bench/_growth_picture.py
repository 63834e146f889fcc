"""The picture of the query growth: SVG that needs no script and stays in the notebook."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from autograder.bench._growth import SIZES, Growth, Way, grown, sentence, told
from autograder.show import drawing, element, escape
from autograder.show.style import BLUE, BORDER, BOX, FONT, GREEN, MONO, MUTED, PICTURE, QUIET, VERMILION, css

_BOX = {**BOX, "margin_top": "8px"}
_COLOURS: Mapping[Way, str] = {Way.EACH: VERMILION, Way.ONE: BLUE, Way.INDEXED: GREEN}
_DASHES: Mapping[Way, str] = {Way.EACH: "none", Way.ONE: "7 4", Way.INDEXED: "2 3"}

_WIDTH, _HEIGHT = 900, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 14, 34
_LOWEST, _HIGHEST = -1, 4
"""Powers of ten of a millisecond: from a tenth to ten seconds."""


def picture(way: Way, events: int, round_trip: float) -> str:
    """All three ways on the same axes, and the plan of one.

    Arguments:
        way: the one that is told of.
        events: how many; the mark on the axis.
        round_trip: of a question, in milliseconds.
    """
    words = element("div", escape(sentence(way, events, round_trip)), attributes='aria-live="polite"')
    chart = element("div", _svg(way, events, round_trip), **_BOX)
    return element(
        "div", words, chart, _counts(way, events, round_trip), _plan(grown(way, events)), **PICTURE
    )


def _svg(way: Way, events: int, round_trip: float) -> str:
    parts = [*_axes(), *_mark(events)]
    ends = _apart({each: _y(grown(each, SIZES[-1]).milliseconds(round_trip)) for each in Way})
    for each in Way:
        parts += _line(each, round_trip, ends[each], is_shown=each is way)
    said = escape(f"Time against the number of events. {sentence(way, events, round_trip)}")
    return drawing(*parts, words=said, size=(_WIDTH, _HEIGHT), height="auto")


def _axes() -> Iterator[str]:
    for power in range(_LOWEST, _HIGHEST + 1):
        y = _y(10.0**power)
        yield _stroke(_LEFT, y, _WIDTH - _RIGHT, y, BORDER)
        yield _text(told(10.0**power), _LEFT - 6, y + 4, "end", MUTED)
    for size in SIZES:
        yield _text(f"{size}", _x(size), _HEIGHT - _BOTTOM + 16, "middle", MUTED)
    yield _text("events", (_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 3, "middle", MUTED)


def _mark(events: int) -> Iterator[str]:
    yield _stroke(_x(events), _TOP, _x(events), _HEIGHT - _BOTTOM, MUTED)


def _line(way: Way, round_trip: float, label: float, *, is_shown: bool) -> Iterator[str]:
    points = [(_x(size), _y(grown(way, size).milliseconds(round_trip))) for size in SIZES]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    width = 3 if is_shown else 1.5
    style = css(fill="none", stroke=_COLOURS[way], stroke_width=f"{width}", stroke_dasharray=_DASHES[way])
    yield f'<polyline points="{path}" style="{style}"/>'
    name = f"{'▸ ' if is_shown else ''}{way}"
    yield _text(name, _WIDTH - _RIGHT + 8, label + 4, "start", _COLOURS[way])


def _apart(ends: dict[Way, float]) -> dict[Way, float]:
    """Heights of the labels, moved so far that none lies on another."""
    free, placed = -math.inf, {}
    for way, y in sorted(ends.items(), key=lambda each: each[1]):
        free = placed[way] = max(y, free + 15)
    return placed


def _counts(way: Way, events: int, round_trip: float) -> str:
    rows = "".join(_count(grown(each, events), round_trip, is_shown=each is way) for each in Way)
    return element("div", element("div", f"The same list of {events} events", **QUIET), rows, **_BOX)


def _count(growth: Growth, round_trip: float, *, is_shown: bool) -> str:
    name = element(
        "div",
        f"{'▸ ' if is_shown else ''}{escape(growth.way)}",
        flex="0 0 215px",
        font_weight="600" if is_shown else "400",
    )
    asked = f"asked {growth.queries:,} x ({told(growth.queries * round_trip)} on the way)"
    numbers = ((asked, 2), (f"{growth.steps:,} steps", 1), (told(growth.milliseconds(round_trip)), 1))
    columns = "".join(element("div", each, flex=f"{share} 1 0", min_width="0") for each, share in numbers)
    return element("div", name, columns, display="flex", gap="8px", margin_top="4px")


def _plan(growth: Growth) -> str:
    head = element("div", "How SQLite finds what is taken of one tier", **QUIET)
    lines = "".join(element("div", escape(line), font_family=MONO, font_size="13px") for line in growth.plan)
    return element("div", head, lines, **_BOX)


def _x(events: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * events / SIZES[-1]


def _y(milliseconds: float) -> float:
    power = math.log10(max(milliseconds, 10.0**_LOWEST))
    share = (min(power, _HIGHEST) - _LOWEST) / (_HIGHEST - _LOWEST)
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _stroke(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} style="{css(stroke=colour, stroke_width="1")}"/>'


def _text(words: str, x: float, y: float, anchor: str, colour: str) -> str:
    style = css(fill=colour, font_size="12px", font_family=FONT)
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}">{escape(words)}</text>'

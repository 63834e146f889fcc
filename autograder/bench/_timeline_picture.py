"""The picture of the event-loop timeline: SVG that needs no script and stays in the notebook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from autograder.bench._timeline import AT_ONCE, Kind, Span, Style, Timeline, run_timeline, seconds, sentence
from autograder.show import drawing, element, escape
from autograder.show.style import BLUE, BORDER, BOX, FONT, GREY, MUTED, PICTURE, PURPLE, QUIET, VERMILION, css

_BOX = {**BOX, "margin_top": "8px"}

_WIDTH, _NAMES, _RIGHT = 900, 112, 70
_LINE, _GAP = 7, 8
"""Pixels: the height of one line to a partner, and between two lanes."""

_TICKS = 8
"""Marks on the axis, about."""

_COLOURS: Mapping[Kind, str] = {
    Kind.QUEUED: GREY,
    Kind.WORKS: BLUE,
    Kind.BLOCKS: VERMILION,
    Kind.WAITS: PURPLE,
}
_KEY: Mapping[Kind, tuple[str, str]] = {
    Kind.BLOCKS: ("■", "holds the loop: nobody else is answered"),
    Kind.WORKS: ("▮", "works"),
    Kind.WAITS: ("▬", "waits for a partner, the loop is free"),
    Kind.QUEUED: ("─", "waits for its turn"),
}


@dataclass(frozen=True)
class _Lane:
    """One row of the picture: its name, what is in it, how many lines it has, and what stands at its end."""

    name: str
    spans: tuple[Span, ...]
    lines: int
    note: str = ""


def picture(timeline: Timeline) -> str:
    """One run, who waits for whom; and all four styles beside one another.

    Arguments:
        timeline: the run that is shown; the other styles run with the same numbers.
    """
    words = element("div", escape(sentence(timeline)), attributes='aria-live="polite"')
    return element("div", words, _key(), element("div", _svg(timeline), **_BOX), _styles(timeline), **PICTURE)


def _key() -> str:
    parts = (
        element(
            "span",
            element("span", shape, attributes='aria-hidden="true"', color=_COLOURS[kind]),
            f" {word}",
            margin_right="14px",
            white_space="nowrap",
        )
        for kind, (shape, word) in _KEY.items()
    )
    return element("div", *parts, **QUIET, margin_top="4px")


def _svg(timeline: Timeline) -> str:
    lanes = _lanes(timeline)
    height = _top(lanes, len(lanes)) + 22
    scale = (_WIDTH - _NAMES - _RIGHT) / timeline.end
    parts = [*_axis(timeline.end, scale, height)]
    for number, lane in enumerate(lanes):
        parts += _drawn(lane, _top(lanes, number), scale, timeline.end)
    words = escape(sentence(timeline), 600)
    return drawing(*parts, words=words, size=(_WIDTH, height), height="auto")


def _lanes(timeline: Timeline) -> list[_Lane]:
    in_loop = tuple(span for span in timeline.spans if span.kind in _in_loop(timeline.style))
    lanes = [_Lane("the loop", in_loop, 2)]
    lines = AT_ONCE if timeline.style is Style.TOGETHER else 1
    for who in range(timeline.requests):
        asked, done = timeline.answered[who]
        lanes.append(_Lane(f"customer {who + 1}", _of(timeline, [who]), lines, seconds(done - asked)))
    visitors = range(timeline.requests, len(timeline.answered))
    for number, who in enumerate(visitors):
        asked, done = timeline.answered[who]
        name = "visitors" if not number else ""
        waited = seconds(done - asked) if number == _slowest(timeline) else ""
        lanes.append(_Lane(name, _of(timeline, [who]), 1, waited))
    return lanes


def _in_loop(style: Style) -> frozenset[Kind]:
    """What runs in the loop's own thread."""
    return frozenset() if style is Style.THREADS else frozenset({Kind.WORKS, Kind.BLOCKS})


def _slowest(timeline: Timeline) -> int:
    """Which visitor waited longest."""
    waits = [
        done - asked for who, (asked, done) in sorted(timeline.answered.items()) if who >= timeline.requests
    ]
    return waits.index(max(waits))


def _of(timeline: Timeline, who: Iterable[int]) -> tuple[Span, ...]:
    chosen = {*who}
    return tuple(span for span in timeline.spans if span.who in chosen)


def _top(lanes: list[_Lane], number: int) -> int:
    return 6 + sum(_height(lane) for lane in lanes[:number])


def _height(lane: _Lane) -> int:
    is_visitor = not lane.name.startswith(("the loop", "customer"))
    return lane.lines * _LINE + (2 if is_visitor else _GAP)


def _drawn(lane: _Lane, top: int, scale: float, end: float) -> Iterator[str]:
    middle = top + lane.lines * _LINE / 2 + 4
    yield _text(lane.name, _NAMES - 8, middle, "end")
    if lane.name == "the loop":
        width = end * scale
        yield _rect(_NAMES, top, width, lane.lines * _LINE, css(fill="none", stroke=BORDER))
    for span in lane.spans:
        yield _bar(lane, span, top, scale)
    if lane.note and lane.spans:
        last = max(span.end for span in lane.spans)
        yield _text(lane.note, _NAMES + last * scale + 4, middle, "start")


def _bar(lane: _Lane, span: Span, top: int, scale: float) -> str:
    left, width = _NAMES + span.start * scale, max((span.end - span.start) * scale, 1.5)
    style = css(fill=_COLOURS[span.kind])
    if span.kind is Kind.QUEUED:
        return _rect(left, top + lane.lines * _LINE / 2 - 1, width, 2, style)
    if span.kind is Kind.WAITS:
        return _rect(left, top + span.line * _LINE + 1, max(width - 1, 1), _LINE - 3, style)
    return _rect(left, top, max(width - 0.5, 1.5), lane.lines * _LINE, style)


def _axis(end: float, scale: float, height: int) -> Iterator[str]:
    step = _step(end / _TICKS)
    for number in range(math.floor(end / step) + 1):
        x = _NAMES + number * step * scale
        yield _rect(x, 4, 1, height - 22, css(fill=BORDER))
        yield _text(f"{number * step:g} s", x, height - 6, "middle")


def _step(least: float) -> float:
    """The next larger one of 1, 2, 5, 10, ..."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)


def _styles(timeline: Timeline) -> str:
    runs = [run_timeline(style, timeline.requests, timeline.latency) for style in Style]
    longest = max(max(run.customer, run.visitor) for run in runs)
    rows = "".join(_style_row(run, longest, is_shown=run.style is timeline.style) for run in runs)
    head = element("div", "The longest wait in each style, on one axis", **QUIET)
    return element("div", head, rows, **_BOX)


def _style_row(run: Timeline, longest: float, *, is_shown: bool) -> str:
    name = element(
        "div",
        f"{'▸ ' if is_shown else ''}{escape(run.style)}",
        flex="0 0 176px",
        font_weight="600" if is_shown else "400",
    )
    bars = _wait("customer", run.customer, longest, PURPLE) + _wait(
        "visitor", run.visitor, longest, VERMILION
    )
    return element(
        "div", name, element("div", bars, flex="1 1 0", min_width="0"), display="flex", margin_top="4px"
    )


def _wait(who: str, wait: float, longest: float, colour: str) -> str:
    share = f"{max(wait / longest * 70, 0.3):.1f}%"
    bar = element("span", display="inline-block", width=share, height="9px", background=colour)
    words = element("span", f" {who} {seconds(wait)}", **QUIET)
    return element("div", bar, words, line_height="1.35", white_space="nowrap")


def _rect(x: float, y: float, width: float, height: float, style: str) -> str:
    numbers = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {numbers} style="{style}"/>'


def _text(words: str, x: float, y: float, anchor: str) -> str:
    style = css(fill=MUTED, font_size="11px", font_family=FONT)
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}">{escape(words)}</text>'

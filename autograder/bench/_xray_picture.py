"""The picture of the handler X-ray: SVG bars and a list of lines, which need no script and stay there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograder.bench._xray import WORD, WORK, Bar, Xray, XrayLine, sentence
from autograder.facts import Concern
from autograder.show import CONCERNS, drawing, element, escape
from autograder.show.style import BLUE, FONT, INSET, MONO, MUTED, PICTURE, QUIET, SURFACE, TEXT, css, panel

_FRAME = {**PICTURE, "max_width": "1000px"}
_PANEL = panel("420px")
_CODE = {"font_family": MONO, "font_size": "12px", "overflow_wrap": "anywhere"}

_WIDTH, _NAMES, _TOTAL = 500, 192, 34
"""Of a panel, of the routes at its left, and of the totals at its right."""

_ROW, _BAR = 30, 18
_TOP = 6
_LEAST_FOR_NUMBER = 15
"""Pixels of a segment into which its number fits."""

_ROUTE = 29
"""Characters of a route that fit."""

_LINES_SHOWN = 14

Segment = tuple[Concern, bool, int]
"""What a piece of a bar is about, whether the handler has it itself, and how many lines it is."""


def picture(before: Xray, after: Xray | None, chosen: str | None) -> str:
    """The bars of the handlers, two apps side by side on one scale, and the lines of the chosen one.

    Arguments:
        before: the app as it was.
        after: the app as it is, where there are two.
        chosen: the route of a handler, if one is chosen.
    """
    apps = {"now": before} if after is None else {"before": before, "after": after}
    routes = list(dict.fromkeys(bar.route for app in apps.values() for bar in app.bars))
    longest = max((len(bar.lines) for app in apps.values() for bar in app.bars), default=1)
    words = element("div", escape(sentence(before, after, chosen), 600), attributes='aria-live="polite"')
    panels = (_panel(title, app, routes, longest, chosen) for title, app in apps.items())
    sides = element("div", *panels, display="flex", flex_wrap="wrap", gap="10px", margin="6px 0")
    shown = (after or before).bar(chosen) if chosen else None
    return element("div", words, _key(), sides, _lines(shown), **_FRAME)


def _key() -> str:
    marks = (
        element(
            "span",
            element("span", CONCERNS[name].shape, color=CONCERNS[name].colour),
            f" {word}",
            margin_right="12px",
        )
        for name, word in WORD.items()
    )
    words = (
        "A bar is a handler, its length in lines. Full: its own lines. Striped: in helpers of the web layer. "
    )
    return element("div", words, *marks, **QUIET)


def _panel(title: str, app: Xray, routes: Sequence[str], longest: int, chosen: str | None) -> str:
    return element("div", element("strong", title), _svg(title, app, routes, longest, chosen), **_PANEL)


def _svg(title: str, app: Xray, routes: Sequence[str], longest: int, chosen: str | None) -> str:
    height = _TOP * 2 + _ROW * len(routes)
    scale = (_WIDTH - _NAMES - _TOTAL) / longest
    parts = [_stripes(title)]
    for place, route in enumerate(routes):
        bar = app.bar(route)
        parts += _row(title, place, route, bar, scale, chosen=route == chosen)
    words = escape(_in_words(title, app), 3_000)
    return drawing(*parts, words=words, size=(_WIDTH, height), max_width="640px", margin="0 auto")


def _in_words(title: str, app: Xray) -> str:
    """The alternative text: the picture's message."""
    bars = (
        f"{bar.route}: "
        + ", ".join(f"{bar.count(name)} {word}" for name, word in WORD.items() if bar.count(name))
        for bar in app.bars
    )
    return f"{title}, lines of each handler. {'; '.join(bars) or 'No handlers'}."


def _stripes(title: str) -> str:
    """A pattern laid over what helpers do; its id differs from panel to panel."""
    line = '<path d="M 0 6 L 6 0" stroke="white" stroke-width="1.6" opacity="0.85"/>'
    head = f'id="stripes-{title}" width="6" height="6" patternUnits="userSpaceOnUse"'
    return f"<defs><pattern {head}>{line}</pattern></defs>"


def _row(title: str, place: int, route: str, bar: Bar | None, scale: float, *, chosen: bool) -> Iterator[str]:
    top = _TOP + _ROW * place
    if chosen:
        frame = css(fill=INSET, stroke=BLUE, stroke_width="1.2")
        yield _rect(1, top, _WIDTH - 2, _ROW - 2, frame)
    weight = "bold" if chosen else "normal"
    name = css(fill=TEXT, font_size="10px", font_family=MONO, font_weight=weight)
    yield _text(_short(route), 6, top + _ROW / 2 + 3, name)
    if bar is None:
        yield _text("not there", _NAMES, top + _ROW / 2 + 3, css(fill=MUTED, font_size="11px"))
        return
    left = float(_NAMES)
    for segment in _segments(bar):
        width = segment[2] * scale
        yield _piece(title, bar, segment, (left, top + (_ROW - 2 - _BAR) / 2), width)
        left += width
    total = css(fill=MUTED, font_size="11px")
    yield _text(str(len(bar.lines)), left + 5, top + _ROW / 2 + 3, total)


def _short(route: str) -> str:
    """A route that fits beside its bar."""
    short = re.sub(r"\{\w+_id\}", "{id}", route)
    return short if len(short) <= _ROUTE else f"{short[: _ROUTE - 1]}…"


def _segments(bar: Bar) -> Iterator[Segment]:
    for own in (True, False):
        for concern in WORD:
            count = bar.count(concern, own=own)
            if count:
                yield concern, own, count


def _piece(title: str, bar: Bar, segment: Segment, corner: tuple[float, float], width: float) -> str:
    concern, own, count = segment
    (left, top), mark = corner, CONCERNS[concern]
    parts = [_rect(left, top, width, _BAR, css(fill=mark.colour, stroke=SURFACE, stroke_width="0.8"))]
    if not own:
        parts.append(_rect(left, top, width, _BAR, f"fill: url(#stripes-{title})"))
    if width >= _LEAST_FOR_NUMBER:
        light = "#ffffff" if concern is Concern.HTTP and own else "#000000"
        style = css(fill=light, font_size="10px", text_anchor="middle", font_family=FONT)
        if not own:
            style += "; " + css(paint_order="stroke", stroke="#ffffff", stroke_width="3px")
        shape = mark.shape if width >= 2 * _LEAST_FOR_NUMBER and concern is not Concern.OTHER else ""
        parts.append(_text(f"{shape}{count}", left + width / 2, top + _BAR / 2 + 3.5, style))
    where = "its own" if own else "in helpers"
    hover = escape(f"{bar.route}: {count} of {WORD[concern]}, {where}", 160)
    return f"<g>{''.join(parts)}<title>{hover}</title></g>"


def _lines(bar: Bar | None) -> str:
    if bar is None:
        return element("div", "Choose a handler to see its lines.", **QUIET)
    ordered = [line for concern in (*WORK, Concern.HTTP) for line in bar.lines if line.concern is concern]
    head = element("strong", escape(f"{bar.route} ({bar.function})", 120))
    shown = (_line(line) for line in ordered[:_LINES_SHOWN])
    left_out = len(bar.lines) - min(len(ordered), _LINES_SHOWN)
    more = element("div", f"and {left_out} more", **QUIET) if left_out > 0 else ""
    return element("div", head, *shown, more, **{**_PANEL, "flex": "none"})


def _line(line: XrayLine) -> str:
    mark = CONCERNS[line.concern]
    way = "" if line.own else f" by way of {' → '.join(line.chain[1:])}"
    return element(
        "div",
        element("span", mark.shape, color=mark.colour),
        f" {mark.word} ",
        escape(f"{line.path}:{line.number}", 120),
        escape(way, 120),
        "&nbsp; ",
        element("code", escape(line.text, 140)),
        **_CODE,
    )


def _rect(x: float, y: float, width: float, height: float, style: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" style="{style}"/>'


def _text(words: str, x: float, y: float, style: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" style="{style}">{escape(words, 60)}</text>'

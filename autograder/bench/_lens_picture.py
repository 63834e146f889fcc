"""The picture of the complexity lens: HTML that needs no script and stays in the notebook."""

from __future__ import annotations

from autograder.bench._lens import Lens, LensLine, sentence
from autograder.facts import Concern
from autograder.show import CONCERNS, element, escape
from autograder.show.style import MONO, MUTED, PICTURE, QUIET, TABLE, panel

_TINTS = ("transparent", *(f"rgba(213, 94, 0, {share})" for share in (0.10, 0.20, 0.31, 0.43, 0.56, 0.70)))
"""Vermilion, deeper with each block of nesting."""

_FRAME = {**PICTURE, "max_width": "1080px"}
_PANEL = panel("380px")
_CELL = {"padding": "0 5px", "border": "0", "vertical_align": "top"}
_CODE = {
    "white_space": "pre-wrap",
    "overflow_wrap": "anywhere",
    "text_align": "left",
    "unicode_bidi": "isolate",
}
_NARROW = {"width": "1%", "white_space": "nowrap"}
_LINES_SHOWN = 120
_FUNCTIONS_NAMED = 8


def picture(before: Lens, now: Lens, titles: tuple[str, str] = ("before", "now")) -> str:
    """The code, and the sentence that says what to look at; before and now side by side once they differ.

    Arguments:
        before: the code as it was.
        now: the code as it is.
        titles: what the two are called.
    """
    words = element("div", escape(sentence(before, now)), attributes='aria-live="polite"', margin="0 0 6px 0")
    lenses = [before] if before.lines == now.lines else [before, now]
    panels = (_panel(title, lens) for title, lens in zip(titles, lenses, strict=False))
    sides = element("div", *panels, display="flex", flex_wrap="wrap", gap="10px")
    return element("div", words, _key(), sides, **_FRAME)


def _panel(title: str, lens: Lens) -> str:
    head = element("div", f"<strong>{escape(title)}</strong> ", _numbers(lens), margin_bottom="4px")
    rows = (_row(line) for line in lens.lines[:_LINES_SHOWN])
    font = {"font_family": MONO, "font_size": "11px", "line_height": "1.4"}
    table = element("table", element("tbody", *rows), **TABLE, **font)
    scrolled = element("div", table, max_height="820px", overflow="auto")
    left_out = len(lens.lines) - _LINES_SHOWN
    more = element("div", f"and {left_out} more lines", **QUIET) if left_out > 0 else ""
    return element("div", head, scrolled, more, **_PANEL)


def _numbers(lens: Lens) -> str:
    named = lens.functions[:_FUNCTIONS_NAMED]
    each = ", ".join(f"{escape(one.name, 60)} {one.complexity}" for one in named)
    left_out = len(lens.functions) - len(named)
    more = f" and {left_out} more" if left_out else ""
    return element("span", f"complexity: {each}{more}" if each else "", **QUIET)


def _row(line: LensLine) -> str:
    mark = CONCERNS[line.concern]
    tint = _TINTS[min(line.nesting, len(_TINTS) - 1)] if line.text.strip() else "transparent"
    shape = mark.shape if line.concern is not Concern.OTHER else ""
    cells = (
        element("td", str(line.number), **_CELL, **_NARROW, color=MUTED, text_align="right"),
        element("td", shape, **_CELL, **_NARROW, color=mark.colour, text_align="center"),
        element("td", escape(line.text, 400) or " ", **_CELL, **_CODE, background=tint),
        element("td", f"+{line.added}" if line.added else "", **_CELL, **_NARROW, text_align="right"),
    )
    return element("tr", *cells, background="none")


def _key() -> str:
    marks = (
        element("span", element("span", mark.shape, color=mark.colour), f" {mark.word}", margin_right="12px")
        for name, mark in CONCERNS.items()
        if name is not Concern.OTHER
    )
    words = "Deeper colour: deeper in conditions and loops. +n: what the line adds to the complexity. "
    return element("div", words, *marks, **QUIET, margin_bottom="6px")

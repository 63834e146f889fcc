"""The picture of the framework switch: HTML that needs no script and stays in the notebook."""

from __future__ import annotations

from autograder.bench._switch import KNOWS, OUTSIDE, RULES, USE_CASES, WEB, Stacked, Switched
from autograder.show import element, escape
from autograder.show.style import (
    BOX,
    GREEN,
    GREY,
    MONO,
    MUTED,
    ORANGE,
    PICTURE,
    QUIET,
    SKY,
    STATES,
    VERMILION,
)
from autograder.verdict import State

_ROW = {"display": "flex", "align_items": "center", "gap": "6px", "margin_top": "3px", "font_size": "12px"}

_PLACES = ((WEB, SKY), (USE_CASES, GREY), (RULES, ORANGE), (OUTSIDE, GREEN))
"""From the edge inwards, and out again to the database; what knows the framework comes before them."""

_WIDEST = 90
"""Pixels of the longest bar."""


def picture(found: Switched, words: str) -> str:
    """The three stacks side by side, and below them the answer, once where it is the same.

    Arguments:
        found: what came.
        words: the sentence that says what to look at.
    """
    head = element("div", escape(words), attributes='aria-live="polite"', margin_bottom="8px")
    most = max((number for stack in found.stacks for number in stack.ran.values()), default=1)
    columns = (_column(stack, found, most) for stack in found.stacks)
    stacks = element("div", *columns, display="flex", flex_wrap="wrap", gap="10px")
    return element("div", head, stacks, _answers(found), **PICTURE)


def _column(stack: Stacked, found: Switched, most: int) -> str:
    title = f"<strong>{escape(stack.framework)}</strong> {_verdict(stack, found)}"
    head = element("div", title, font_size="15px", margin_bottom="4px")
    body = element("div", escape(stack.problem, 300), **QUIET) if stack.problem else _bars(stack, most)
    known, all_lines = stack.written
    words = f"{known} of the app's {all_lines:,} lines know {stack.framework}."
    return element(
        "div", head, body, element("div", words, **QUIET, margin_top="6px"), **BOX, flex="1 1 240px"
    )


def _verdict(stack: Stacked, found: Switched) -> str:
    if stack.status is None:
        mark = STATES[State.NOT_TRIED]
        return element("span", f"{mark.shape} does not start", color=mark.colour)
    if len(found.answered) == 1:
        return str(stack.status)
    mark, words = STATES[State.REFUSED], "not the same"
    if found.is_same:
        mark, words = STATES[State.PASSED], "the same answer"
    return f"{stack.status} {element('span', f'{mark.shape} {words}', color=mark.colour, font_size='13px')}"


def _bars(stack: Stacked, most: int) -> str:
    """A bar for each place, with its number; together they are the lines that ran."""
    knows = KNOWS.format(stack.framework)
    places = ((knows, VERMILION), *_PLACES)
    rows = (_bar(place, colour, stack.ran.get(place, 0), most) for place, colour in places)
    alternative = ", ".join(f"{place} {stack.ran.get(place, 0)}" for place, _ in places)
    label = f'role="img" aria-label="Lines that ran under {escape(stack.framework)}: {escape(alternative)}"'
    return element("div", *rows, attributes=label)


def _bar(place: str, colour: str, number: int, most: int) -> str:
    width = f"{max(round(_WIDEST * number / most), 1 if number else 0)}px"
    name = element("span", escape(place), width="114px", white_space="nowrap")
    bar = element("span", background=colour, width=width, height="12px", display="inline-block")
    return element("div", name, bar, element("span", str(number), color=MUTED), **_ROW)


def _answers(found: Switched) -> str:
    if not found.answered:
        return ""
    shown = found.answered[:1] if found.is_same else found.answered
    title = "What all of them answered" if found.is_same and len(found.answered) > 1 else ""
    return "".join(_answer(stack, found, title) for stack in shown)


def _answer(stack: Stacked, found: Switched, title: str) -> str:
    words = f"{title or stack.framework}: {found.asked}"
    head = element("summary", escape(words), cursor="pointer", color=MUTED)
    font = {"font_family": MONO, "font_size": "12px"}
    text = element("div", escape(stack.answer, 3000), white_space="pre-wrap", **font)
    return element("details", head, text, attributes="" if title else "open", margin_top="8px")

"""Two apps beside each other, number by number: HTML that needs no script and stays in the notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.show import element, escape
from autograder.show.style import BLUE, BOX, GREY, INSET, PICTURE, QUIET

_BOX = {**BOX, "padding": "10px 12px", "margin_top": "8px"}
_LABEL = {"flex": "0 0 210px", "min_width": "0"}
_HALF = {"flex": "1 1 0", "min_width": "0"}


@dataclass(frozen=True)
class Pair:
    """One measure of two apps.

    Arguments:
        what: is measured, in words.
        left, right: its value in each, for the length of the bars.
        told_left, told_right: the same in words.
    """

    what: str
    left: float
    right: float
    told_left: str
    told_right: str


def pairs_picture(title: str, words: str, names: tuple[str, str], pairs: Sequence[Pair]) -> str:
    """Rows of bars, the longer of each pair as long as its column.

    Arguments:
        title: of the picture.
        words: what to look at.
        names: of the two apps.
        pairs: from top to bottom.
    """
    heads = "".join(element("div", element("strong", escape(name)), **_HALF) for name in names)
    head = element("div", element("div", "", **_LABEL), heads, display="flex", gap="12px")
    rows = "".join(_row(pair) for pair in pairs)
    said = escape(f"{title}. " + " ".join(_in_words(pair, names) for pair in pairs), 4_000)
    table = element("div", head, rows, attributes=f'role="img" aria-label="{said}"', **_BOX)
    top = element("div", element("strong", escape(title), font_size="16px"))
    return element("div", top, element("div", escape(words), **QUIET), table, **PICTURE)


def _row(pair: Pair) -> str:
    longest = max(pair.left, pair.right)
    sides = (
        _side(pair.left, longest, pair.told_left, GREY),
        _side(pair.right, longest, pair.told_right, BLUE),
    )
    label = element("div", escape(pair.what), **_LABEL)
    return element("div", label, *sides, display="flex", gap="12px", align_items="center", margin_top="6px")


def _side(value: float, longest: float, told: str, colour: str) -> str:
    share = 100 * value / longest if longest else 0
    bar = element("div", width=f"{share:.1f}%", height="12px", background=colour)
    track = element("div", bar, flex="1 1 0", background=INSET, height="12px", min_width="40px")
    words = element("div", escape(told), flex="0 0 110px", font_weight="600")
    return element("div", words, track, display="flex", gap="8px", align_items="center", **_HALF)


def _in_words(pair: Pair, names: tuple[str, str]) -> str:
    return f"{pair.what}: {names[0]} {pair.told_left}, {names[1]} {pair.told_right}."

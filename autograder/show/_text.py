"""Text that somebody else wrote, made safe to look at."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_STACKED = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def visible(text: str, limit: int = 4000) -> str:
    """The text with nothing hidden in it, at most ``limit`` characters of it.

    Control characters, bidirectional and zero-width controls, lone surrogates and unassigned code points are
    written out (``⟨U+202E⟩``), so that what is read is what is there; towers of accents lose their upper
    floors.

    Arguments:
        text: anything, such as a learner's string.
        limit: characters kept; what is left out is counted at the end.
    """
    kept = _STACKED.sub(r"\1", text[:limit])
    shown = "".join(_shown(character) for character in kept)
    left_out = len(text) - limit
    return f"{shown} … ({left_out:,} more characters)" if left_out > 0 else shown


def _shown(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in _HIDDEN:
        return character
    return f"⟨U+{ord(character):04X}⟩"


def escape(text: str, limit: int = 4000) -> str:
    """`visible` text that HTML shows as it is, in an element or in a quoted attribute."""
    return html.escape(visible(text, limit), quote=True)


def prose(text: str, limit: int = 4000) -> str:
    """A sentence of ours as HTML, with what stands between backticks as code.

    Names of a learner's may stand in it: everything is escaped first, and only then is code marked.
    """
    return _CODE.sub(r"<code>\1</code>", escape(text, limit))


@dataclass(frozen=True)
class Folded:
    """A text cut to what is seen at once.

    Arguments:
        head: the part to show.
        whole: all of it (within the bounds of `visible`), or empty where the head is all.
    """

    head: str
    whole: str


def fold(text: str, lines: int, columns: int) -> Folded:
    """Cut a text to so many lines of so many columns; `Folded.whole` has the rest.

    The whole is bounded too, at 80 lines: nobody reads more in a card.
    """
    shown = visible(text.strip("\n")).split("\n")
    head = [line if len(line) <= columns else line[: columns - 1] + "…" for line in shown[:lines]]
    if head == shown:
        return Folded("\n".join(head), "")
    rest = len(shown) - 80
    tail = [f"… ({rest:,} more lines)"] if rest > 0 else []
    return Folded("\n".join(head), "\n".join(shown[:80] + tail))

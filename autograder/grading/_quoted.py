"""Evidence quotes strangers: cut to what a card can show, without characters that work on a screen."""

from __future__ import annotations

from dataclasses import replace

from autograder.verdict import Evidence

LONGEST_TEXT = 2_000
"""Characters of one text."""

MOST_EVIDENCE = 50
"""Pieces of evidence of one check."""

MOST_STEPS = 50
"""Steps of a chain."""

LARGEST_LINE = 10_000_000


def quoted(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence as it may be kept and shown."""
    return tuple(_quoted(item) for item in evidence[:MOST_EVIDENCE])


def _quoted(item: Evidence) -> Evidence:
    return replace(
        item,
        message=plain(item.message),
        path=None if item.path is None else plain(item.path),
        line=item.line if item.line is not None and 0 < item.line < LARGEST_LINE else None,
        snippet=plain(item.snippet),
        asked=plain(item.asked),
        expected=plain(item.expected),
        got=plain(item.got),
        chain=tuple(plain(step) for step in item.chain[:MOST_STEPS]),
    )


def plain(text: str) -> str:
    """A text, cut, with a sign in the place of what is neither printable nor a line's end."""
    cut = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in cut)

"""Code in a sentence: short, and in one line."""

from __future__ import annotations

LONGEST = 70
"""Characters of code that are quoted."""

CUT = "..."


def quoted_text(code: str) -> str:
    """A piece of code in one line, cut where it is too long for a sentence."""
    line = " ".join(code.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - len(CUT)]}{CUT}"

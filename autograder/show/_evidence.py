"""Evidence as HTML: one function for each kind. Whatever comes from a learner passes through `escape`."""

from __future__ import annotations

import html
from collections.abc import Collection

from autograder.show._html import element
from autograder.show._text import escape, fold, prose
from autograder.show.style import BORDER, INSET, MONO, QUIET
from autograder.verdict import Evidence, EvidenceKind

_BLOCK = {
    "margin": "2px 0",
    "padding": "3px 8px",
    "background": INSET,
    "color": "inherit",
    "font_family": MONO,
    "font_size": "12px",
    "line_height": "1.45",
    "white_space": "pre-wrap",
    "overflow_wrap": "anywhere",
    "unicode_bidi": "isolate",
    "border": "0",
}
_CHAIN_SHOWN = 6
_LINES, _COLUMNS = 3, 110
_ASKED_COLUMNS = 220
_NARROW = 48


def evidence_html(evidence: Evidence, written: Collection[str] | None = None) -> str:
    """One piece of evidence.

    Arguments:
        evidence: what was seen.
        written: paths that a cell of the learner's writes, whose lines are counted as in the cell too;
            None if that is not known, and each path is taken for one.
    """
    body = {
        EvidenceKind.TEXT: _nothing,
        EvidenceKind.SOURCE: _snippet,
        EvidenceKind.EXCHANGE: _exchange,
        EvidenceKind.CHAIN: _chain,
    }[evidence.kind](evidence)
    place = _place(evidence, written)
    return element("div", prose(evidence.message, 600), place, body, margin_top="6px")


def height(evidence: Evidence) -> int:
    """Lines that one piece of evidence takes on a card of ordinary width."""
    message = 1 + len(evidence.message[:600]) // 110
    place = 1 if evidence.path else 0
    if evidence.kind is EvidenceKind.EXCHANGE:
        answers = (evidence.expected, evidence.got)
        return message + place + 3 + max(min(text.count("\n") + 1, _LINES) for text in answers)
    if evidence.kind is EvidenceKind.SOURCE:
        return message + place + min(evidence.snippet.count("\n") + 1, _LINES)
    return message + place + (2 if evidence.chain else 0)


def _place(evidence: Evidence, written: Collection[str] | None) -> str:
    if not evidence.path:
        return ""
    words = element("code", escape(evidence.path, 120), background="none", color="inherit")
    if evidence.line is not None:
        words += f", line {evidence.line}"
        if written is None or evidence.path in written:
            words += f" (line {evidence.line + 1} of your cell)"
    return element("div", words, **QUIET)


def _nothing(evidence: Evidence) -> str:  # noqa: ARG001 - the signature of the others
    return ""


def _snippet(evidence: Evidence) -> str:
    return _code(evidence.snippet) if evidence.snippet.strip() else ""


def _exchange(evidence: Evidence) -> str:
    asked = _labelled("asked", evidence.asked, _ASKED_COLUMNS) if evidence.asked else ""
    answers = (("expected", evidence.expected), ("got", evidence.got))
    pair = (
        element("div", _labelled(word, text, _NARROW), flex="1 1 240px", min_width="0")
        for word, text in answers
    )
    return asked + element("div", *pair, display="flex", flex_wrap="wrap", gap="4px 12px")


def _labelled(word: str, text: str, columns: int) -> str:
    return element("div", word, **QUIET) + _code(text, columns)


def _chain(evidence: Evidence) -> str:
    shown = evidence.chain[:_CHAIN_SHOWN]
    link = {"padding": "1px 6px", "border": f"1px solid {BORDER}", "font_family": MONO, "font_size": "12px"}
    links = [element("span", escape(step, 120), **link) for step in shown]
    if len(evidence.chain) > len(shown):
        links.append(f"and {len(evidence.chain) - len(shown)} more")
    return element("div", " → ".join(links), margin_top="3px", line_height="1.9")


def _code(text: str, columns: int = _COLUMNS) -> str:
    folded = fold(text, _LINES, columns)
    block = element("pre", html.escape(folded.head) or "(nothing)", **_BLOCK)
    if not folded.whole:
        return block
    whole = element("pre", html.escape(folded.whole), **_BLOCK, max_height="320px", overflow="auto")
    summary = element("summary", "all of it", **QUIET, cursor="pointer")
    return block + element("details", summary, whole)

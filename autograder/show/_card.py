"""The card of one check: what good means, the verdict in a word, what was seen, and the next hint."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from autograder.show._evidence import evidence_html, height
from autograder.show._html import element
from autograder.show._text import escape, prose
from autograder.show.style import BORDER, LETTERING, MUTED, SURFACE, mark_of
from autograder.syllabus import CheckSpec
from autograder.verdict import CheckResult, Evidence, State

EVIDENCE_LINES = 7
"""Lines of evidence that are seen at once; what is beyond is folded."""
MOST_EVIDENCE = 50
"""Pieces of evidence on a card, folded ones included; nobody reads more."""

NOTES_SHOWN = 2

_FRAME = {
    "box_sizing": "border-box",
    "max_width": "860px",
    "margin": "4px 0",
    "padding": "10px 16px",
    "border": f"1px solid {BORDER}",
    "border_radius": "3px",
    "background": SURFACE,
    **LETTERING,
    "text_align": "left",
}
_FOLD = {"cursor": "pointer", "color": MUTED, "font_size": "12px"}
_BUTTON = {
    "display": "inline-block",
    "cursor": "pointer",
    "padding": "2px 10px",
    "border": f"1px solid {BORDER}",
    "border_radius": "3px",
    "font_size": "13px",
}
_BREAKING = {"overflow_wrap": "anywhere"}


def card(
    result: CheckResult,
    spec: CheckSpec,
    *,
    isolated: bool = True,
    advice: str | None = None,
    notes: Sequence[str] = (),
    written: Collection[str] | None = None,
    hints: bool = True,
) -> str:
    """The card as HTML: inline styles, no script, readable in both themes, without styles and on paper.

    Arguments:
        result: what the check found.
        spec: what the manifest says about it.
        isolated: whether the learner's code ran in the sandbox; where it did not, the card says so.
        advice: one line that says what to do so that what was judged is what will be graded.
        notes: words about the submission as a whole.
        written: paths that the learner's cells write; None if not known. Lines in them are counted as in the
            file and as in the cell.
        hints: whether the hints can be opened, one after the other. A passed check has none.
    """
    parts = [
        _head(result, spec),
        _verdict(result),
        _evidence(result.evidence, written),
        _notes(notes),
        "" if isolated else _quiet("Not isolated: your code ran without a sandbox."),
        _quiet("→ ", escape(advice, 300)) if advice else "",
        _ladder(spec.hints, 1) if hints and result.state is not State.PASSED else "",
    ]
    mark = mark_of(result)
    label = f'role="group" aria-label="{escape(spec.id)}: {mark.word}"'
    return element("div", *parts, attributes=label, **_FRAME, border_left=f"5px solid {mark.colour}")


def still_card(
    result: CheckResult,
    spec: CheckSpec,
    *,
    isolated: bool = True,
    notes: Sequence[str] = (),
    written: Collection[str] | None = None,
) -> str:
    """The card as it stays in nbgrader's feedback: the same words, without hints. Arguments as for `card`."""
    return card(result, spec, isolated=isolated, notes=notes, written=written, hints=False)


def _head(result: CheckResult, spec: CheckSpec) -> str:
    good = element("div", prose(spec.good))
    points = element("div", _points(result), white_space="nowrap", font_variant_numeric="tabular-nums")
    row = {"display": "flex", "justify_content": "space-between", "align_items": "baseline", "gap": "16px"}
    return element("div", good, " ", points, **row)


def _points(result: CheckResult) -> str:
    if not result.max_points:
        return element("span", "a condition", color=MUTED)
    word = "point" if result.max_points == 1 else "points"
    return f"<strong>{result.points:g}</strong> of {result.max_points:g} {word}"


def _verdict(result: CheckResult) -> str:
    mark = mark_of(result)
    shape = element("span", mark.shape, attributes='aria-hidden="true"', color=mark.colour, font_size="16px")
    summary = f" · {prose(result.summary, 400)}" if result.summary else ""
    return element("div", f"{shape} <strong>{mark.word}</strong>{summary}", margin_top="4px", **_BREAKING)


def _evidence(evidence: Sequence[Evidence], written: Collection[str] | None) -> str:
    if not evidence:
        return ""
    count = shown_at_once(evidence)
    parts = [evidence_html(item, written) for item in evidence[:MOST_EVIDENCE]]
    if count < len(parts):
        summary = element("summary", f"{len(evidence) - count} more", **_FOLD)
        parts[count:] = [element("details", summary, *parts[count:], margin_top="6px")]
    return element("div", *parts, **_BREAKING)


def shown_at_once(evidence: Sequence[Evidence]) -> int:
    """How many pieces of evidence are seen without unfolding: the first, and more while the lines last."""
    lines = count = 0
    for item in evidence:
        lines += height(item)
        if count and lines > EVIDENCE_LINES:
            break
        count += 1
    return count


def _notes(notes: Sequence[str]) -> str:
    lines = [_quiet(escape(note, 300)) for note in notes[:MOST_EVIDENCE]]
    if len(lines) > NOTES_SHOWN:
        summary = element("summary", f"{len(notes) - NOTES_SHOWN} more notes", **_FOLD)
        lines[NOTES_SHOWN:] = [element("details", summary, *lines[NOTES_SHOWN:])]
    return "".join(lines)


def _ladder(hints: Sequence[str], step: int) -> str:
    """Hints within hints, so that the second can be opened only from the first."""
    if step > len(hints):
        return ""
    words = f"{'Hint' if step == 1 else 'Another hint'} ({step} of {len(hints)})"
    text = element("div", prose(hints[step - 1]), margin="4px 0")
    return element(
        "details", element("summary", words, **_BUTTON), text, _ladder(hints, step + 1), margin_top="8px"
    )


def _quiet(*inner: str) -> str:
    return element("div", *inner, color=MUTED, font_size="12px", margin_top="6px")

"""The progress table of the first notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.show._html import element
from autograder.show._text import escape
from autograder.show.style import BORDER, LETTERING, LINK, MUTED, STATES, TABLE, TEXT
from autograder.syllabus import Lesson
from autograder.verdict import State


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one lesson.

    Arguments:
        lesson: as the manifest has it.
        state: of its exercise as a whole.
        points: earned so far.
        read: address of the lesson notebook, relative to where the table is shown; None where there is none.
        do: address of the exercise notebook, likewise.
    """

    lesson: Lesson
    state: State
    points: float
    read: str | None = None
    do: str | None = None


def progress_table(standings: Sequence[Standing]) -> str:
    """All lessons with state, points and minutes, and a link to what comes next, as HTML."""
    earned = sum(standing.points for standing in standings)
    total = sum(standing.lesson.points for standing in standings if standing.lesson.ready)
    words = f"<strong>{earned:g}</strong> of {total:g} points so far. {_next(standings)}"
    head = element("tr", *(_cell(word, align) for word, align in _COLUMNS), color=MUTED)
    body = element("tbody", *(_row(standing) for standing in standings))
    table = element("table", element("thead", head), body, **TABLE, font_size="14px")
    return element("div", element("div", words), table, **_FRAME)


_FRAME = {"max_width": "860px", **LETTERING}
_COLUMNS = (("lesson", "left"), ("read", "right"), ("do", "right"), ("exercise", "left"), ("points", "right"))


def _row(standing: Standing) -> str:
    lesson = standing.lesson
    title = element("span", f"{lesson.slug[:2]} {_link(standing.read, lesson.title)}", white_space="normal")
    minutes = (f"{lesson.minutes_read} min", f"{lesson.minutes_do} min")
    state, points = _state(standing), f"{standing.points:g} of {lesson.points:g}"
    cells = (title, *minutes, *((state, points) if lesson.ready else ("to come", "")))
    inner = (_cell(text, align) for text, (_, align) in zip(cells, _COLUMNS, strict=True))
    return element("tr", *inner, color=TEXT if lesson.ready else MUTED, background="none")


def _state(standing: Standing) -> str:
    mark = STATES[standing.state]
    shape = element("span", mark.shape, attributes='aria-hidden="true"', color=mark.colour)
    return f"{shape} {_link(standing.do, mark.word)}"


def _cell(inner: str, align: str) -> str:
    lines = {"border": "0", "border_bottom": f"1px solid {BORDER}"}
    return element("td", inner, padding="4px 10px", **lines, text_align=align, white_space="nowrap")


def _link(address: str | None, words: str) -> str:
    if not address:
        return escape(words)
    return element("a", escape(words), attributes=f'href="{escape(address)}"', color=LINK)


def _next(standings: Sequence[Standing]) -> str:
    for standing in standings:
        if standing.lesson.ready and standing.state is not State.PASSED:
            fresh = standing.state is State.NOT_TRIED
            address = standing.read or standing.do if fresh else standing.do or standing.read
            return f"Next: {_link(address, standing.lesson.title)}."
    return "All that there is, done."

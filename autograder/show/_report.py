"""A class on one page: where it stands by lesson and check, what refuses most and why, and what looks alike.

A page of its own, without script, that can be read without colour and printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from autograder.grading import CheckStanding, ClassReport, LessonStanding, Reason
from autograder.show._evidence import evidence_html
from autograder.show._html import element
from autograder.show._text import escape, prose
from autograder.show.style import BLUE, BORDER, FONT, HELD_BACK, MUTED, STATES, TABLE, css
from autograder.verdict import State

SHOWN_STATES = (State.PASSED, State.PARTLY, State.REFUSED, State.NOT_TRIED, State.NOT_JUDGED)

BAR = 260
"""Pixels for a whole class in a check's bar."""

STEPS = 11
"""Columns of the picture of points: a tenth of them each, and all of them."""

PAIRS_SHOWN = 30

_QUIET = {"color": MUTED, "font_size": "13px"}
_LINE = {
    "border": "0",
    "border_bottom": f"1px solid {BORDER}",
    "padding": "5px 10px",
    "vertical_align": "top",
}
_PAGE = {
    "max_width": "980px",
    "margin": "24px auto",
    "padding": "0 16px",
    "font_family": FONT,
    "font_size": "14px",
    "line_height": "1.5",
    "color": "#212121",
}


def report_page(report: ClassReport, title: str, now: datetime) -> str:
    """A whole HTML page.

    Arguments:
        report: where the class stands.
        title: names the class.
        now: when the report was made.
    """
    head = element(
        "head",
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        element("title", escape(title)),
    )
    many = len(report.students)
    words = f"{many} {'student' if many == 1 else 'students'}, {now:%Y-%m-%d %H:%M}"
    top = element("h1", escape(title), font_size="24px", margin="0") + element("div", words, **_QUIET)
    parts = [top, _overview(report), *(_lesson(each) for each in report.lessons), _everybody(report)]
    body = element("body", element("main", *parts, attributes=f'style="{css(**_PAGE)}"'), margin="0")
    page = element("html", head, body, attributes='lang="en"')
    return f"<!doctype html>\n{page}\n"


def _overview(report: ClassReport) -> str:
    rows = (
        (
            _link(each),
            str(len(each.points)),
            f"{each.mean:.1f}",
            f"{each.median:g}",
            f"{each.lesson.points:g}",
            _hardest(each),
        )
        for each in report.lessons
    )
    columns = ("exercise", "handed in", "mean", "median", "of", "refuses most")
    return _table(columns, rows, "lrrrr")


def _link(standing: LessonStanding) -> str:
    lesson = standing.lesson
    words = escape(f"{lesson.slug[:2]} {lesson.title}")
    return element("a", words, attributes=f'href="#{escape(lesson.slug)}"', color=BLUE)


def _hardest(standing: LessonStanding) -> str:
    check = max(standing.checks, key=lambda each: _count(each, State.REFUSED))
    many = _count(check, State.REFUSED)
    return f"{escape(check.spec.id)} ({many} of {len(standing.points)})" if many else "nothing"


def _lesson(standing: LessonStanding) -> str:
    lesson = standing.lesson
    title = escape(f"{lesson.slug[:2]} {lesson.title}")
    head = element(
        "h2", title, attributes=f'id="{escape(lesson.slug)}"', font_size="19px", margin="32px 0 4px"
    )
    notes = []
    if standing.not_isolated:
        notes.append(f"{standing.not_isolated} of them ran without a sandbox.")
    checks = _table(("check", "points", "where they stand"), _check_rows(standing), "lr")
    why = element("h3", "What was refused, and why", font_size="15px", margin="18px 0 4px")
    reasons = "".join(_reasons(each, len(standing.points)) for each in standing.checks if each.reasons)
    parts = [head, element("div", *notes, **_QUIET), _histogram(standing), checks]
    parts += [why, reasons] if reasons else []
    return element("section", *parts, _alike(standing))


def _check_rows(standing: LessonStanding) -> Iterator[tuple[str, ...]]:
    for each in standing.checks:
        points = f"{each.spec.points:g}" if each.spec.points else "condition"
        name = element("strong", escape(each.spec.id)) + element("div", prose(each.spec.good), **_QUIET)
        yield name, points, _states(each, len(standing.points))


def _states(check: CheckStanding, total: int) -> str:
    """A bar, and the same in words and shapes below it."""
    counts = [(STATES[state], _count(check, state)) for state in SHOWN_STATES]
    there = [(mark, many) for mark, many in (*counts, (HELD_BACK, check.held_back)) if many]
    pieces = (
        element(
            "span",
            display="inline-block",
            height="12px",
            width=f"{round(BAR * many / max(total, 1))}px",
            background=mark.colour,
            border_right="1px solid #ffffff",
        )
        for mark, many in there
    )
    bar = element("div", *pieces, attributes='aria-hidden="true"', white_space="nowrap", font_size="0")
    words = ", ".join(f"{mark.shape} {many} {mark.word}" for mark, many in there)
    return bar + element("div", words, font_size="13px", white_space="nowrap")


def _reasons(check: CheckStanding, total: int) -> str:
    name = element("strong", escape(check.spec.id))
    return element("div", name, *(_reason(each, total) for each in check.reasons), margin="6px 0 10px")


def _reason(reason: Reason, total: int) -> str:
    words = f"{reason.count} of {total}: {escape(reason.word)}"
    if reason.example is None:
        return element("div", words, margin_left="12px")
    summary = element("summary", words, cursor="pointer")
    example = element("div", evidence_html(reason.example, ()), margin="2px 0 6px 16px")
    return element("details", summary, example, margin_left="12px")


def _histogram(standing: LessonStanding) -> str:
    """How many have how many points, as a picture with its numbers on it."""
    full = standing.lesson.points
    columns = [0] * STEPS
    for points in standing.points.values():
        columns[min(int(points / full * (STEPS - 1) + 1e-9), STEPS - 1)] += 1
    most, width, height = max(columns), 44, 72
    parts = []
    for place, count in enumerate(columns):
        tall = round(height * count / most) if most else 0
        x, y = place * width, 16 + height - tall
        parts.append(f'<rect x="{x + 4}" y="{y}" width="{width - 8}" height="{tall}" fill="{BLUE}"/>')
        if count:
            parts.append(_svg_text(x + width / 2, y - 4, str(count)))
        parts.append(_svg_text(x + width / 2, height + 32, f"{place * full / (STEPS - 1):g}"))
    told = ", ".join(
        f"{count} with {place * full / (STEPS - 1):g} points or more"
        for place, count in enumerate(columns)
        if count
    )
    box = (
        f'viewBox="0 0 {STEPS * width} {height + 40}" width="{STEPS * width}" role="img" aria-label="{told}"'
    )
    caption = element(
        "figcaption", f"Points, of {full:g}; the number of students stands on each bar.", **_QUIET
    )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" {box} style="max-width:100%">{"".join(parts)}</svg>'
    return element("figure", picture, caption, margin="8px 0 12px")


def _svg_text(x: float, y: float, words: str) -> str:
    style = 'font-size="11" text-anchor="middle" fill="#616161" font-family="sans-serif"'
    return f'<text x="{x:g}" y="{y:g}" {style}>{words}</text>'


def _alike(standing: LessonStanding) -> str:
    if not standing.alike:
        return ""
    head = element("h3", "Look alike", font_size="15px", margin="18px 0 4px")
    words = (
        "Read these side by side. Names do not count, nor what was handed out, nor what many have; still, "
        "alike is not copied: two who learn together may write alike."
    )
    rows = (
        (escape(each.one), escape(each.other), f"{each.share:.0%}") for each in standing.alike[:PAIRS_SHOWN]
    )
    more = len(standing.alike) - PAIRS_SHOWN
    rest = element("div", f"And {more} more pairs.", **_QUIET) if more > 0 else ""
    return head + element("div", words, **_QUIET) + _table(("one", "other", "shared"), rows, "llr") + rest


def _everybody(report: ClassReport) -> str:
    columns = ("student", *(each.lesson.slug[:2] for each in report.lessons), "in all")
    head = element("h2", "Everybody", font_size="19px", margin="32px 0 4px")
    rows = (_student(name, report) for name in report.students)
    return element("section", head, _table(columns, rows, "l" + "r" * (len(columns) - 1)))


def _student(name: str, report: ClassReport) -> tuple[str, ...]:
    marks = [each.points.get(name) for each in report.lessons]
    shown = ("" if mark is None else f"{mark:g}" for mark in marks)
    return escape(name), *shown, f"{sum(mark or 0 for mark in marks):g}"


def _count(check: CheckStanding, state: State) -> int:
    return check.states.get(state, 0) - (check.held_back if state is State.PARTLY else 0)


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]], align: str) -> str:
    """A table of HTML that is safe; ``align`` has a letter a column, `l` or `r`, and the rest are left."""
    sides = [{"r": "right"}.get(letter, "left") for letter in align]

    def line(name: str, cells: Iterable[str]) -> str:
        each = (
            element(name, cell, **_LINE, text_align=sides[place] if place < len(sides) else "left")
            for place, cell in enumerate(cells)
        )
        return element("tr", *each)

    head = element("thead", line("th", map(escape, columns)), color=MUTED, font_size="13px")
    return element("table", head, element("tbody", *(line("td", row) for row in rows)), **TABLE)

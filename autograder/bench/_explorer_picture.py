"""The picture of the app explorer: HTML that needs no script and stays in the notebook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from autograder.bench._explorer import Explored, RunLine, Statement, UpstreamCall, sentence
from autograder.show import CONCERNS, element, escape
from autograder.show.style import BOX, MONO, MUTED, PICTURE, QUIET, TABLE, Mark

_MONO = {"font_family": MONO, "font_size": "12px", "overflow_wrap": "anywhere"}
_CELL = {"padding": "1px 8px 1px 0", "border": "0", "vertical_align": "top", "text_align": "left"}
_STATEMENTS_SHOWN = 6
_SQL_SHOWN = 110


def picture(explored: Explored) -> str:
    """What one request made the app do: lines by concern, function by function, SQL and upstream calls."""
    words = element("div", escape(sentence(explored)), attributes='aria-live="polite"', margin_bottom="8px")
    column = {"flex": "1 1 300px", "min_width": "0", **BOX}
    below = element(
        "div",
        element("div", _statements(explored.statements), **column),
        element("div", _calls(explored.calls), **column),
        display="flex",
        flex_wrap="wrap",
        gap="10px",
        margin_top="10px",
    )
    lines = element("div", _title("The lines that ran, a mark for each"), _functions(explored.lines), **BOX)
    return element("div", words, _bar(explored), lines, below, _all_lines(explored.lines), **PICTURE)


def _bar(explored: Explored) -> str:
    """One bar of all lines, each part as wide as its share; the words stand below it."""
    counts = explored.counts
    shares = [(CONCERNS[name], counts[name]) for name in CONCERNS if counts.get(name)]
    parts = (
        element("div", background=mark.colour, flex=f"{number} 1 0", min_width="3px")
        for mark, number in shares
    )
    labels = (
        element("span", _coloured(mark), f" {mark.word} {number}", margin_right="14px", white_space="nowrap")
        for mark, number in shares
    )
    alternative = ", ".join(f"{mark.word} {number} lines" for mark, number in shares)
    label = f'role="img" aria-label="{escape(alternative)}"'
    bar = element("div", *parts, attributes=label, display="flex", gap="2px", height="14px")
    return element("div", bar, element("div", *labels, **QUIET), margin_bottom="10px")


def _coloured(mark: Mark) -> str:
    return element("span", mark.shape, attributes='aria-hidden="true"', color=mark.colour)


def _functions(lines: tuple[RunLine, ...]) -> str:
    groups = groupby(lines, key=lambda line: (line.path, line.function))
    rows = (_function_row(path, function, list(found)) for (path, function), found in groups)
    return element("table", element("tbody", *rows), **TABLE)


def _function_row(path: str, function: str, lines: list[RunLine]) -> str:
    words = f"{escape(path.rpartition('/')[2])} <strong>{escape(function)}</strong>"
    name = element("td", words, **_CELL, font_family=MONO, font_size="12px", white_space="nowrap")
    marks = "".join(_marks(lines))
    number = element("td", str(len(lines)), **{**_CELL, "text_align": "right"}, **QUIET)
    shown = element("td", marks, **_CELL, font_size="13px", letter_spacing="1px", overflow_wrap="anywhere")
    return element("tr", name, shown, number, background="none")


def _marks(lines: list[RunLine]) -> Iterator[str]:
    for concern, found in groupby(lines, key=lambda line: line.concern):
        mark = CONCERNS[concern]
        yield element("span", mark.shape * len(list(found)), color=mark.colour)


def _statements(statements: tuple[Statement, ...]) -> str:
    total = sum(statement.times for statement in statements)
    rows = [
        element(
            "div",
            f"<strong>{_times(statement.times)}</strong> {escape(_short(statement.sql))} ",
            element("span", escape(statement.place), **QUIET),
            **_MONO,
            margin_top="3px",
        )
        for statement in statements
    ]
    return _title(f"SQL: {total} {'query' if total == 1 else 'queries'}") + _folded(rows)


def _short(sql: str) -> str:
    return sql if len(sql) <= _SQL_SHOWN else sql[: _SQL_SHOWN - 1] + "…"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _calls(calls: tuple[UpstreamCall, ...]) -> str:
    rows = [
        element("div", f"<strong>{escape(call.service)}</strong> {_asked(call)}", **_MONO, margin_top="3px")
        for call in calls
    ]
    return _title(f"Upstream: {len(calls)} {'call' if len(calls) == 1 else 'calls'}") + _folded(rows)


def _asked(call: UpstreamCall) -> str:
    return f"{escape(call.method)} {escape(call.path, 80)} → {call.status or 'no answer'}"


def _folded(rows: list[str]) -> str:
    shown, rest = rows[:_STATEMENTS_SHOWN], rows[_STATEMENTS_SHOWN:]
    if not rest:
        return "".join(shown)
    summary = element("summary", f"{len(rest)} more", **QUIET, cursor="pointer")
    return "".join(shown) + element("details", summary, *rest)


def _all_lines(lines: tuple[RunLine, ...]) -> str:
    rows: list[str] = []
    for path, found in groupby(lines, key=lambda line: line.path):
        rows.append(element("div", escape(path), **QUIET, margin_top="6px"))
        rows += [_line(line) for line in found]
    summary = element("summary", "Read the lines that ran", cursor="pointer", color=MUTED)
    return element("details", summary, *rows, margin_top="8px")


def _line(line: RunLine) -> str:
    mark = CONCERNS[line.concern]
    word = element("span", f"{mark.shape} {mark.word:<8}", color=mark.colour)
    times = f" ({line.times} times)" if line.times > 1 else ""
    text = f"{line.line:>4} {word} {escape(line.text, 200)}{element('span', times, color=MUTED)}"
    return element("div", text, **_MONO, white_space="pre-wrap")


def _title(words: str) -> str:
    return element("div", f"<strong>{escape(words)}</strong>", font_size="13px", margin_bottom="2px")

"""The picture of the mutation matrix: a table that needs no script and stays in the notebook."""

from __future__ import annotations

from autograder.bench._matrix import Matrix, Version
from autograder.show import element, escape
from autograder.show.style import BLUE, BORDER, MONO, MUTED, ORANGE, PICTURE, QUIET, TABLE, TEXT, VERMILION

_FRAME = {**PICTURE, "max_width": "1080px"}
_CELL = {"padding": "2px 3px", "border": f"1px solid {BORDER}", "text_align": "center"}
_HEAD = {**_CELL, "font_weight": "normal", "font_size": "11px", "vertical_align": "bottom"}
_NAME = {
    **_CELL,
    "min_width": "185px",
    "text_align": "left",
    "font_family": MONO,
    "font_size": "12px",
    "font_weight": "normal",
    "overflow_wrap": "break-word",
}
CAUGHT, DISTURBED, MISSED = "✕", "△", "·"


def picture(matrix: Matrix) -> str:
    """The sentence, and below it a row for each test and a column for each version."""
    words = element("div", escape(str(matrix), 600), attributes='aria-live="polite"', margin="0 0 6px 0")
    if matrix.said:
        return element("div", words, **_FRAME)
    rows = [_row(matrix, test) for test in matrix.tests]
    table = element("table", _head(matrix), element("tbody", *rows, _foot(matrix)), **TABLE)
    return element("div", words, element("div", table, overflow="auto"), _key(), **_FRAME)


def _head(matrix: Matrix) -> str:
    bugs = sum(version.is_bug for version in matrix.versions)
    kinds = (
        element("td", "", **_HEAD),
        element("th", "bugs", attributes=f'colspan="{bugs}" scope="colgroup"', **_HEAD),
        element(
            "th", "tidied up", attributes=f'colspan="{len(matrix.versions) - bugs}" scope="colgroup"', **_HEAD
        ),
    )
    names = (
        element("th", escape(version.name), attributes='scope="col"', **_HEAD) for version in matrix.versions
    )
    return element("thead", element("tr", *kinds), element("tr", element("th", "test", **_HEAD), *names))


def _breaking(test: str) -> str:
    """A test's name, which may go on in the next line after any of its words."""
    return escape(test, 100).replace("_", "_<wbr>")


def _row(matrix: Matrix, test: str) -> str:
    cells = (
        _cell(version, test in failed) for version, failed in zip(matrix.versions, matrix.failed, strict=True)
    )
    return element(
        "tr", element("th", _breaking(test), attributes='scope="row"', **_NAME), *cells, background="none"
    )


def _cell(version: Version, failed: bool) -> str:
    if not failed:
        return element("td", MISSED, attributes='title="passes"', **_CELL, color=MUTED)
    if version.is_bug:
        return element(
            "td", CAUGHT, attributes='title="fails: caught"', **_CELL, color=BLUE, font_weight="bold"
        )
    return element("td", DISTURBED, attributes='title="fails: false alarm"', **_CELL, color=VERMILION)


def _foot(matrix: Matrix) -> str:
    cells = (
        _verdict(version, bool(failed))
        for version, failed in zip(matrix.versions, matrix.failed, strict=True)
    )
    return element(
        "tr", element("th", "the suite", attributes='scope="row"', **_HEAD), *cells, background="none"
    )


def _verdict(version: Version, failed: bool) -> str:
    good = failed is version.is_bug
    word = ("caught" if failed else "missed") if version.is_bug else ("false alarm" if failed else "calm")
    return element("td", word, **_CELL, font_size="12px", color=TEXT if good else ORANGE)


def _key() -> str:
    words = f"{CAUGHT} the test fails on a bug; {DISTURBED} it fails where nothing broke; {MISSED} it passes."
    return element("div", words, **QUIET, margin_top="6px")

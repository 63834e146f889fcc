"""The picture of the import map: SVG and a list of lines, which need no script and stay in the notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.bench._import_map import ROWS, Arrow, ImportMap, Part, Trouble, sentence
from autograder.show import drawing, element, escape
from autograder.show.style import (
    BLUE,
    FONT,
    INSET,
    MONO,
    MUTED,
    PICTURE,
    QUIET,
    SURFACE,
    TEXT,
    VERMILION,
    css,
    panel,
)

_FRAME = {**PICTURE, "max_width": "1000px"}
_PANEL = panel("340px")
_CODE = {"font_family": MONO, "font_size": "12px", "overflow_wrap": "anywhere"}

_WIDTH = 460
_ROW = 88
_TOP = 26
_BOX_WIDTH, _BOX_HEIGHT = 92, 36
_ASIDE = 12
"""How far an arrow stands from the middle of its box, so that one there and one back are two."""

_PLACES: Mapping[str, float] = {
    "main": 0.5,
    "web": 0.18,
    "services": 0.42,
    "adapters": 0.66,
    "ports": 0.28,
    "settings": 0.88,
    "domain": 0.52,
}
"""Where the layers stand across the map; one below the other, arrows would run through boxes."""

_ALONE = 0.2
"""Where a file in no layer stands that has its row for itself."""

_MARKS: Mapping[Trouble, str] = {Trouble.CIRCLE: "↻ circle", Trouble.FORBIDDEN: "✕ forbidden"}
_DASHES: Mapping[Trouble, str] = {Trouble.NONE: "none", Trouble.CIRCLE: "7 4", Trouble.FORBIDDEN: "2 3"}
_HALO = {"font_family": FONT, "paint_order": "stroke", "stroke": SURFACE, "stroke_width": "3px"}
"""Words stay readable where an arrow runs below them."""

_LINES_SHOWN = 8


@dataclass(frozen=True)
class _Curve:
    """A cubic curve: its start, its two control points, its end."""

    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        start, *others = (f"{x:.0f} {y:.0f}" for x, y in self.points)
        return f"M {start} C {', '.join(others)}"

    def at(self, share: float) -> tuple[float, float]:
        """The point at a share of the way, from 0 to 1."""
        left = 1 - share
        weights = (left**3, 3 * left**2 * share, 3 * left * share**2, share**3)
        x, y = (
            sum(weight * point[axis] for weight, point in zip(weights, self.points, strict=True))
            for axis in (0, 1)
        )
        return x, y


def picture(before: ImportMap, after: ImportMap | None, side: str, chosen: Arrow | None) -> str:
    """The maps, side by side on the same rows, and the lines of the chosen arrow.

    Arguments:
        before: the app as it was.
        after: the app as it is, where there are two.
        side: the title of the map that the chosen arrow is of: `before`, `after` or `now`.
        chosen: an arrow, if one is chosen.
    """
    maps = {"now": before} if after is None else {"before": before, "after": after}
    rows = [key for key, _ in ROWS if any(part.row == key for one in maps.values() for part in one.parts)]
    words = element(
        "div", escape(sentence(before, after, maps[side], chosen)), attributes='aria-live="polite"'
    )
    panels = (_panel(title, one, rows, chosen if title == side else None) for title, one in maps.items())
    sides = element("div", *panels, display="flex", flex_wrap="wrap", gap="10px", margin="6px 0")
    return element("div", words, _key(), sides, _lines(chosen), **_FRAME)


def _key() -> str:
    words = (
        "An arrow runs from the part that imports to the part that is imported. "
        "Broken and ↻: part of a circle. Dotted and ✕: forbidden, its layer may not know that. "
        "A box with a number is a package of so many modules."
    )
    return element("div", words, **QUIET)


def _panel(title: str, shown: ImportMap, rows: Sequence[str], chosen: Arrow | None) -> str:
    head = element("strong", title)
    return element("div", head, _svg(title, shown, rows, chosen), **_PANEL)


def _svg(title: str, shown: ImportMap, rows: Sequence[str], chosen: Arrow | None) -> str:
    height = _TOP + _ROW * len(rows)
    places = _places(shown.parts, rows)
    arrows = sorted(shown.arrows, key=lambda arrow: (arrow == chosen, bool(arrow.trouble)))
    parts = [_band(number) for number in range(len(rows))]
    parts += [_arrow(arrow, _curve(arrow, places), chosen=arrow == chosen) for arrow in arrows]
    parts += [_row_name(number, row) for number, row in enumerate(rows)]
    parts += [_box(part, *places[part.name]) for part in shown.parts]
    parts += [_mark(arrow, _curve(arrow, places)) for arrow in arrows if arrow.trouble]
    words = escape(_in_words(title, shown), 2_000)
    return drawing(*parts, words=words, size=(_WIDTH, height), max_width="620px", margin="0 auto")


def _in_words(title: str, shown: ImportMap) -> str:
    """The alternative text: the map's message."""
    arrows = (
        f"{arrow.importer} imports {arrow.imported}{f' ({arrow.trouble})' if arrow.trouble else ''}"
        for arrow in shown.arrows
    )
    return f"{title}: {'; '.join(arrows) or 'nobody imports anybody'}."


def _places(parts: Iterable[Part], rows: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The middle of each part's box."""
    found: dict[str, tuple[float, float]] = {}
    listed = tuple(parts)
    for number, row in enumerate(rows):
        beside = [part for part in listed if part.row == row]
        for place, part in enumerate(beside):
            spread = _ALONE if len(beside) == 1 else (place + 0.5) / len(beside)
            found[part.name] = _PLACES.get(part.name, spread) * _WIDTH, _TOP + _ROW * (number + 0.5)
    return found


def _band(number: int) -> str:
    """A faint band for a row."""
    style = css(fill=INSET)
    return _shape("rect", x=0, y=_band_top(number), width=_WIDTH, height=_ROW - 6, rx=6, style=style)


def _row_name(number: int, row: str) -> str:
    return _text(dict(ROWS)[row], 8, _band_top(number) + 13, css(fill=MUTED, font_size="10px", **_HALO))


def _band_top(number: int) -> float:
    return _TOP / 2 + _ROW * number + 2


def _box(part: Part, x: float, y: float) -> str:
    left, top = x - _BOX_WIDTH / 2, y - _BOX_HEIGHT / 2
    frame = css(
        fill=SURFACE, stroke=BLUE if part.row not in ("files", "leaves") else MUTED, stroke_width="1.5"
    )
    name = css(fill=TEXT, font_size="13px", font_family=MONO, text_anchor="middle")
    label = f"{part.name} {part.modules}" if part.modules > 1 else part.name
    rect = _shape("rect", x=left, y=top, width=_BOX_WIDTH, height=_BOX_HEIGHT, rx=5, style=frame)
    return rect + _text(label, x, y + 4.5, name)


def _curve(arrow: Arrow, places: Mapping[str, tuple[float, float]]) -> _Curve:
    (ax, ay), (bx, by) = places[arrow.importer], places[arrow.imported]
    half = _BOX_HEIGHT / 2
    if arrow.importer == arrow.imported:
        right = ax + _BOX_WIDTH / 2
        return _Curve(((right, ay - 8), (right + 42, ay - 22), (right + 42, ay + 22), (right, ay + 8)))
    if ay == by:
        # There below the boxes, back above them.
        way = 1 if bx > ax else -1
        depth = (22 + abs(bx - ax) / 9) * way
        edge = half * way
        return _Curve(((ax, ay + edge), (ax, ay + edge + depth), (bx, by + edge + depth), (bx, by + edge)))
    way = 1 if by > ay else -1
    start, end = (ax + _ASIDE * way, ay + half * way), (bx + _ASIDE * way, by - half * way)
    bend = (end[1] - start[1]) / 2
    return _Curve((start, (start[0], start[1] + bend), (end[0], end[1] - bend), end))


def _arrow(arrow: Arrow, curve: _Curve, *, chosen: bool) -> str:
    colour = VERMILION if arrow.trouble else (BLUE if chosen else MUTED)
    width = 3.5 if chosen else (1.8 if arrow.trouble else 1.2)
    style = css(fill="none", stroke=colour, stroke_width=str(width), stroke_dasharray=_DASHES[arrow.trouble])
    hover = "\n".join(f"{line.path}:{line.number}  {line.text}" for line in arrow.lines[:_LINES_SHOWN])
    title = (
        f"<title>{escape(f'{arrow.importer} imports {arrow.imported}', 200)}\n{escape(hover, 1_500)}</title>"
    )
    return f'<g><path d="{curve.path}" style="{style}"/>{_head(curve, colour, width)}{title}</g>'


def _head(curve: _Curve, colour: str, width: float) -> str:
    """A triangle at the end, turned the way the curve arrives."""
    (fx, fy), (x, y) = curve.points[2], curve.points[3]
    length = max(((x - fx) ** 2 + (y - fy) ** 2) ** 0.5, 1)
    dx, dy = (x - fx) / length, (y - fy) / length
    long, wide = 8 + width, 3.5 + width / 2
    bx, by = x - long * dx, y - long * dy
    corners = ((x, y), (bx - wide * dy, by + wide * dx), (bx + wide * dy, by - wide * dx))
    points = " ".join(f"{px:.1f},{py:.1f}" for px, py in corners)
    return f'<polygon points="{points}" style="{css(fill=colour)}"/>'


def _mark(arrow: Arrow, curve: _Curve) -> str:
    """The word of an arrow in trouble, nearer its foot: so an arrow back does not write over it."""
    x, y = curve.at(0.36)
    style = css(fill=VERMILION, font_size="10px", font_weight="bold", text_anchor="middle", **_HALO)
    return _text(_MARKS[arrow.trouble], x, y + 3, style)


def _lines(chosen: Arrow | None) -> str:
    if chosen is None:
        return element("div", "Choose an arrow to see its lines.", **QUIET)
    head = element("strong", escape(f"{chosen.importer} → {chosen.imported}"))
    shown = (
        element(
            "div",
            escape(f"{line.path}:{line.number}", 120),
            escape("" if line.function == "<module>" else f" in {line.function}()", 80),
            "&nbsp; ",
            element("code", escape(line.text, 160)),
            **_CODE,
        )
        for line in chosen.lines[:_LINES_SHOWN]
    )
    left_out = len(chosen.lines) - _LINES_SHOWN
    more = element("div", f"and {left_out} more", **QUIET) if left_out > 0 else ""
    return element("div", head, *shown, more, **{**_PANEL, "flex": "none"})


def _shape(name: str, *, style: str, **numbers: float) -> str:
    attributes = " ".join(f'{key}="{value:g}"' for key, value in numbers.items())
    return f'<{name} {attributes} style="{style}"/>'


def _text(words: str, x: float, y: float, style: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" style="{style}">{escape(words, 60)}</text>'

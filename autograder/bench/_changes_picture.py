"""The picture of the change map: bars in HTML, which need no script and stay in the notebook."""

from __future__ import annotations

from autograder.bench._changes import Change, Request, Touched, sentence
from autograder.show import element, escape
from autograder.show.style import BLUE, INSET, MONO, PICTURE, QUIET, VERMILION, panel

_PANEL = panel("400px")
_ROW = {"display": "flex", "gap": "8px", "align_items": "center", "margin_top": "4px"}
_TRACK = {"flex": "1 1 0", "min_width": "60px", "background": INSET, "height": "14px"}

TANGLED = 6
"""Above this complexity a function is marked."""


def picture(request: Request, messy: Change, own: Change) -> str:
    """A request in both apps, on one scale.

    Arguments:
        request: which.
        messy: in stage 0.
        own: in the app beside it.
    """
    longest = max((module.to_read for change in (messy, own) for module in change.modules), default=1)
    words = element("div", escape(sentence(request, messy, own), 600), attributes='aria-live="polite"')
    key = element(
        "div",
        "A bar is a module. Dark: lines that change. Pale: the functions they stand in, "
        f"which have to be read. ▲: one of these is tangled (a complexity above {TANGLED}).",
        **QUIET,
    )
    panels = (_panel("stage 0", messy, longest), _panel("yours", own, longest))
    sides = element("div", *panels, display="flex", flex_wrap="wrap", gap="10px", margin="6px 0")
    return element("div", words, key, sides, **PICTURE)


def _panel(title: str, change: Change, longest: int) -> str:
    rows = [_row(module, longest) for module in change.modules] or [element("div", "not there yet", **QUIET)]
    total = f"{len(change.modules)} modules · {change.changed} lines changed · {change.to_read} to read"
    head = element("div", element("strong", title), f" &nbsp; {total}")
    return element("div", head, *rows, **_PANEL)


def _row(module: Touched, longest: int) -> str:
    name = module.path.removeprefix("boxoffice/")
    mark = f"▲ {module.tangle}" if module.tangle > TANGLED else ""
    cells = (
        element(
            "div",
            escape(name),
            flex="0 0 170px",
            font_family=MONO,
            font_size="12px",
            overflow_wrap="anywhere",
        ),
        _bar(module, longest),
        element("div", f"{module.changed} of {module.to_read}", flex="0 0 70px", **QUIET),
        element("div", mark, flex="0 0 40px", color=VERMILION, font_size="12px"),
    )
    return element("div", *cells, **_ROW)


def _bar(module: Touched, longest: int) -> str:
    said = (
        f"{module.path}: {module.changed} lines changed, {module.to_read} to read, complexity {module.tangle}"
    )
    dark = element("div", width=f"{_share(module.changed, longest)}%", background=BLUE, height="14px")
    pale = element(
        "div",
        width=f"{_share(module.to_read - module.changed, longest)}%",
        background=BLUE,
        opacity="0.3",
        height="14px",
    )
    inner = element("div", dark, pale, display="flex", width="100%")
    return element("div", inner, attributes=f'role="img" aria-label="{escape(said, 300)}"', **_TRACK)


def _share(lines: int, longest: int) -> str:
    return f"{100 * lines / max(longest, 1):.1f}"

"""The one visual language: colours, shapes and words.

Colours are Okabe and Ito's (2008), which people with any common colour vision tell apart. Each meaning has
a word and a shape besides its colour. Surfaces and text follow JupyterLab's theme, with fallbacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.facts import Concern
from autograder.verdict import CheckResult, State

BLUE = "#0072B2"
ORANGE = "#E69F00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
VERMILION = "#D55E00"
SKY = "#56B4E9"
GREY = "#8C8C8C"

TEXT = "var(--jp-ui-font-color1, #212121)"
MUTED = "var(--jp-ui-font-color2, #616161)"
SURFACE = "var(--jp-layout-color1, #ffffff)"
INSET = "var(--jp-layout-color2, #f5f5f5)"
LINK = "var(--jp-content-link-color, #0b57d0)"
BORDER = "var(--jp-border-color2, #e0e0e0)"
FONT = "var(--jp-ui-font-family, system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif)"
MONO = "var(--jp-code-font-family, 'DejaVu Sans Mono', Menlo, Consolas, monospace)"

LETTERING: Mapping[str, str] = MappingProxyType(
    {"color": TEXT, "font_family": FONT, "font_size": "14px", "line_height": "1.5"}
)
PICTURE: Mapping[str, str] = MappingProxyType({**LETTERING, "max_width": "960px"})
"""Round all that a bench shows."""

QUIET: Mapping[str, str] = MappingProxyType({"color": MUTED, "font_size": "12px"})
"""What is said beside."""

BOX: Mapping[str, str] = MappingProxyType(
    {
        "border": f"1px solid {BORDER}",
        "background": SURFACE,
        "padding": "8px 10px",
        "box_sizing": "border-box",
    }
)

TABLE: Mapping[str, str] = MappingProxyType(
    # JupyterLab makes columns of one width unless told otherwise.
    {"border_collapse": "collapse", "table_layout": "auto", "width": "100%", "margin": "0"}
)


@dataclass(frozen=True)
class Mark:
    """How a meaning is shown.

    Arguments:
        word: what it is called.
        shape: one character that differs from every other mark's.
        colour: a hexadecimal colour.
        terminal: the nearest colour's name in a terminal.
    """

    word: str
    shape: str
    colour: str
    terminal: str


STATES: Mapping[State, Mark] = MappingProxyType(
    {
        State.NOT_TRIED: Mark("not tried", "○", GREY, "bright_black"),
        State.REFUSED: Mark("refused", "✕", VERMILION, "red"),
        State.PARTLY: Mark("partly", "◐", ORANGE, "yellow"),
        State.PASSED: Mark("passed", "✓", GREEN, "green"),
        State.NOT_JUDGED: Mark("could not be judged", "◇", SKY, "cyan"),
    }
)

HELD_BACK = Mark("held back", "‖", PURPLE, "magenta")
"""Seen, and worth points, but a condition of the lesson does not hold: not a state, only how one is shown."""

CONCERNS: Mapping[Concern, Mark] = MappingProxyType(
    {
        Concern.HTTP: Mark("HTTP", "▸", BLUE, "blue"),
        Concern.RULES: Mark("rules", "●", ORANGE, "yellow"),
        Concern.SQL: Mark("SQL", "■", GREEN, "green"),
        Concern.UPSTREAM: Mark("upstream", "◆", PURPLE, "magenta"),
        Concern.OTHER: Mark("other", "·", GREY, "bright_black"),
    }
)


def mark_of(result: CheckResult) -> Mark:
    """How a result is shown: as its state, or as held back where that state earns none of its points."""
    held_back = result.state is State.PARTLY and result.max_points > 0 and result.points == 0
    return HELD_BACK if held_back else STATES[result.state]


def panel(width: str) -> Mapping[str, str]:
    """The style of a framed part that stands beside others where there is room.

    Arguments:
        width: it is wished to have.
    """
    return {"flex": f"1 1 {width}", "min_width": "0", **BOX}


def css(**properties: str) -> str:
    """Inline style from keyword arguments; an underscore in a name stands for a hyphen."""
    return "; ".join(f"{name.replace('_', '-')}: {value}" for name, value in properties.items())

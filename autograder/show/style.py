"""The one visual language: colours, shapes, words and the style of plots.

Colours are Okabe and Ito's (2008), which people with any common colour vision tell apart. Each meaning has
a word and a shape besides its colour. Surfaces and text follow JupyterLab's theme, with fallbacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.facts import Concern
from autograder.verdict import State

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

CONCERNS: Mapping[Concern, Mark] = MappingProxyType(
    {
        Concern.HTTP: Mark("HTTP", "▸", BLUE, "blue"),
        Concern.RULES: Mark("rules", "●", ORANGE, "yellow"),
        Concern.SQL: Mark("SQL", "■", GREEN, "green"),
        Concern.UPSTREAM: Mark("upstream", "◆", PURPLE, "magenta"),
        Concern.OTHER: Mark("other", "·", GREY, "bright_black"),
    }
)


def css(**properties: str) -> str:
    """Inline style from keyword arguments; an underscore in a name stands for a hyphen."""
    return "; ".join(f"{name.replace('_', '-')}: {value}" for name, value in properties.items())


def plot_style() -> dict[str, object]:
    """matplotlib's rcParams for every plot of the course, for use with ``plt.rc_context(plot_style())``."""
    return {
        "figure.figsize": (9, 5),
        "figure.dpi": 100,
        "figure.facecolor": "white",
        "font.family": "DejaVu Sans",
        "font.size": 11,
        "axes.edgecolor": GREY,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 13,
        "grid.color": "#E6E6E6",
        "lines.linewidth": 2,
        "legend.frameon": False,
        "savefig.bbox": "tight",
    }

"""What every bench is: controls, and below them a picture that stays.

The picture is plain HTML, redrawn in place and kept when the notebook is saved: widgets are gone on GitHub,
in nbgrader's feedback and on paper; the picture of the last view is not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import ipywidgets as widgets  # type: ignore[import-untyped]
from IPython.display import DisplayHandle, display


class Bench(ABC):
    """A bench shows itself as the last value of a cell, or by `show`."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    @property
    @abstractmethod
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""

    @property
    @abstractmethod
    def picture(self) -> str:
        """The picture as it stands, as HTML."""

    def show(self) -> None:
        """Show the controls and, below them, the picture, which stays in the notebook."""
        display(self.controls)  # type: ignore[no-untyped-call]
        self._handle = display(_bundle(self.picture), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def _ipython_display_(self) -> None:
        self.show()

    def _redraw(self, _change: object = None) -> None:
        picture = _bundle(self.picture)
        if self._handle is not None:
            self._handle.update(picture, raw=True)  # type: ignore[no-untyped-call]


def buttons(
    options: Sequence[str | tuple[str, str]],
    description: str,
    *,
    value: str | None = None,
    tooltips: Sequence[str] = (),
    width: str = "auto",
) -> widgets.ToggleButtons:
    """One of several, as buttons: a list's arrow keys go to JupyterLab, Tab and Enter reach every button.

    Arguments:
        options: words, or words with the value that each stands for.
        description: what is chosen.
        value: chosen at first; the first one by default.
        tooltips: one for each option.
        width: of the description, so that several stand below one another.
    """
    first = options[0] if isinstance(options[0], str) else options[0][1]
    return widgets.ToggleButtons(
        options=options,
        value=first if value is None else value,
        tooltips=tooltips,
        description=description,
        style={"button_width": "auto", "description_width": width},
        layout=widgets.Layout(max_width="960px"),
    )


def step_buttons(what: str, step: Callable[[int], None]) -> tuple[widgets.Button, widgets.Button]:
    """Buttons that go back and forth through a list.

    Arguments:
        what: is in the list.
        step: goes so many entries further.
    """
    both = []
    for word, icon, count in (("previous", "arrow-up", -1), ("next", "arrow-down", 1)):
        button = widgets.Button(description=word, icon=icon, tooltip=f"{word} {what}")
        button.layout.width = "auto"
        button.on_click(lambda _button, count=count: step(count))
        both.append(button)
    return both[0], both[1]


def side_by_side(*controls: widgets.Widget) -> widgets.HBox:
    """Controls beside one another where there is room."""
    return widgets.HBox(controls, layout=widgets.Layout(flex_flow="row wrap"))


def _bundle(html: str) -> dict[str, str]:
    return {"text/html": html, "text/plain": "(a picture: see it in JupyterLab)"}

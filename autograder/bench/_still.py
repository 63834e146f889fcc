"""A picture that stays: plain HTML below the controls, redrawn in place, kept when the notebook is saved.

Widgets are gone on GitHub, in nbgrader's feedback and on paper; the picture of the last view is not.
"""

from __future__ import annotations

import ipywidgets as widgets  # type: ignore[import-untyped]
from IPython.display import DisplayHandle, display


class Still:
    """One picture of a bench."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None

    def show(self, controls: widgets.Widget, html: str) -> None:
        """Show the controls and the picture below them."""
        display(controls)  # type: ignore[no-untyped-call]
        self._handle = display(_bundle(html), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def update(self, html: str) -> None:
        """Put another picture in the place of the first. Before `show` it does nothing."""
        if self._handle is not None:
            self._handle.update(_bundle(html), raw=True)  # type: ignore[no-untyped-call]


def _bundle(html: str) -> dict[str, str]:
    return {"text/html": html, "text/plain": "(a picture: see it in JupyterLab)"}

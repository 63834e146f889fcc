"""What a cell shows: one typed door to IPython's display."""

from __future__ import annotations

from IPython.display import display


def show_html(html: str, plain: str) -> None:
    """Show HTML below the cell.

    Arguments:
        html: what front ends show that can.
        plain: what the others show, a terminal for instance.
    """
    display({"text/html": html, "text/plain": plain}, raw=True)  # type: ignore[no-untyped-call]

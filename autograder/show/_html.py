"""HTML elements with inline style, as strings."""

from __future__ import annotations

from autograder.show.style import css


def element(name: str, *inner: str, attributes: str = "", **style: str) -> str:
    """One element round HTML that is safe already.

    Arguments:
        name: of the element (`div`).
        inner: HTML, joined as it is.
        attributes: further attributes, written out (`role="group"`).
        style: CSS properties, with an underscore for each hyphen.
    """
    styled = f' style="{css(**style)}"' if style else ""
    more = f" {attributes}" if attributes else ""
    return f"<{name}{more}{styled}>{''.join(inner)}</{name}>"

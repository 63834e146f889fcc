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


def drawing(*parts: str, words: str, size: tuple[float, float], **style: str) -> str:
    """A drawing in SVG, as wide as there is room unless its style says otherwise.

    Arguments:
        parts: SVG, joined as it is.
        words: what it shows, for who does not see it; safe already.
        size: width and height of its coordinates.
        style: CSS properties, with an underscore for each hyphen.
    """
    box = f'viewBox="0 0 {size[0]} {size[1]}" xmlns="http://www.w3.org/2000/svg"'
    attributes = f'role="img" aria-label="{words}" {box}'
    return element("svg", *parts, attributes=attributes, **{"display": "block", "width": "100%", **style})

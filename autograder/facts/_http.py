"""What a request says in HTTP's own words: its method, its path, its headers."""

from __future__ import annotations

import ast

from autograder.facts._handlers import ROOTS
from autograder.facts._module import Module
from autograder.facts._origins import Origin
from autograder.facts._types import Types

SAID = frozenset({"META", "content_type", "headers", "method", "path", "path_info"})
"""Attributes of a request; what it brings for the business (a body, a query, a form) is not among them."""

REQUEST = "request"
"""What a request is called where nothing declares it, as in a view of Django."""


def said_in_http(types: Types, module: Module) -> Origin:
    """Tells what a request says in HTTP's own words, such as `request.method`."""

    def is_one(node: ast.expr) -> bool:
        if not isinstance(node, ast.Attribute) or node.attr not in SAID:
            return False
        made = types.type_of(module, node.value)
        if made is not None:
            return made.partition(".")[0] in ROOTS
        return _is_called_request(node.value)

    return is_one


def _is_called_request(node: ast.expr) -> bool:
    """`request`, `self.request` and `request.url`."""
    if isinstance(node, ast.Attribute) and node.attr == "url":
        node = node.value
    return REQUEST in (getattr(node, "id", ""), getattr(node, "attr", ""))

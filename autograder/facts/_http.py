"""What a request says in HTTP's own words, which fields it brings, and how long it is."""

from __future__ import annotations

import ast

from autograder.facts._handlers import ROOTS
from autograder.facts._module import Module
from autograder.facts._origins import Origin, holds
from autograder.facts._types import Types

SAID = frozenset({"META", "content_type", "headers", "method", "path", "path_info"})
"""Attributes of a request; what it brings for the business (a body, a query, a form) is not among them."""

FIELDS = frozenset(
    {"COOKIES", "FILES", "GET", "META", "POST", "args", "cookies", "files", "form", "headers"}
    | {"path_params", "query_params", "values", "view_args"}
)
"""Attributes of a request that hold fields by their names."""

SAME_FIELDS = frozenset({"copy", "dict", "keys", "to_dict"})
"""Methods that give the same fields, or their names."""

LENGTH = "content-length"
BODIES = frozenset({"body", "get_data"})
"""Attributes of a request that hold or give the bytes of its body."""

REQUEST = "request"
"""What a request is called where nothing declares it, as in a view of Django."""


def said_in_http(types: Types, module: Module) -> Origin:
    """Tells what a request says in HTTP's own words, such as `request.method`."""

    def is_one(node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and node.attr in SAID
            and _is_of_a_request(types, module, node.value)
        )

    return is_one


def fields_of_a_request(types: Types, module: Module) -> Origin:
    """Tells what holds the fields that a request brings, such as `request.GET`; not one of their values."""

    def is_one(node: ast.expr) -> bool:
        match node:
            case ast.Attribute(value=inner, attr=name) if name in FIELDS:
                return _is_of_a_request(types, module, inner)
            case ast.Call(func=ast.Attribute(value=inner, attr=name)) if name in SAME_FIELDS:
                return is_one(inner)
            case ast.Call(func=ast.Name(id="dict" | "list" | "set"), args=[inner], keywords=[]):
                return is_one(inner)
        return False

    return is_one


def length_of_a_body(types: Types, module: Module) -> Origin:
    """Tells how long a request says that its body is, or how long its bytes are, by itself or as a number."""

    def is_one(node: ast.expr) -> bool:
        match node:
            case ast.Attribute(value=inner, attr="content_length"):
                return _is_of_a_request(types, module, inner)
            case ast.Call(func=ast.Attribute(value=held, attr="get"), args=[key, *_]):
                return is_header(held, key)
            case ast.Subscript(value=held, slice=key):
                return is_header(held, key)
            case ast.Call(func=ast.Name(id="int"), args=[inner]):
                return holds(inner, set(), is_one, parts=False)
            case ast.Call(func=ast.Name(id="len"), args=[body]):
                return is_body(body)
        return False

    def is_header(held: ast.expr, key: ast.expr) -> bool:
        name = str(key.value).lower().replace("_", "-") if isinstance(key, ast.Constant) else ""
        return name == LENGTH and isinstance(held, ast.Attribute) and said_in_http(types, module)(held)

    def is_body(node: ast.expr) -> bool:
        inner = node.value if isinstance(node, ast.Await) else node
        inner = inner.func if isinstance(inner, ast.Call) else inner
        return (
            isinstance(inner, ast.Attribute)
            and inner.attr in BODIES
            and _is_of_a_request(types, module, inner.value)
        )

    return is_one


def _is_of_a_request(types: Types, module: Module, node: ast.expr) -> bool:
    made = types.type_of(module, node)
    if made is not None:
        return made.partition(".")[0] in ROOTS
    return _is_called_request(node)


def _is_called_request(node: ast.expr) -> bool:
    """`request`, `self.request` and `request.url`."""
    if isinstance(node, ast.Attribute) and node.attr == "url":
        node = node.value
    return REQUEST in (getattr(node, "id", ""), getattr(node, "attr", ""))

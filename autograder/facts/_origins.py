"""Which names of a function hold something that came from somewhere: an error, a result, a port."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from autograder.facts._mentions import own_nodes
from autograder.facts._module import Function, Module

Origin = Callable[[ast.expr], bool]
"""Whether an expression is by itself where such values come from."""

PASSES = 3
"""Assignments are read so often: a name may be given on before it is seen where it came from."""


def holds(node: ast.AST | None, names: set[str], origin: Origin, *, parts: bool = True) -> bool:
    """Whether an expression is something of that origin, or is taken out of it.

    Arguments:
        node: an expression; nothing holds nothing.
        names: those known to hold it.
        origin: tells where it comes from.
        parts: whether its attributes, items and what its methods give count too.
    """
    if not isinstance(node, ast.expr):
        return False
    if origin(node):
        return True
    inner = [*_same(node), *(_taken_out(node) if parts else ())]
    is_one = isinstance(node, ast.Name) and node.id in names
    return is_one or any(holds(each, names, origin, parts=parts) for each in inner)


def told_by(names: set[str]) -> Origin:
    """Tells a call that is handed nothing but what these names hold: what it gives was told by them."""

    def is_one(node: ast.expr) -> bool:
        if not isinstance(node, ast.Call) or node.keywords or not node.args:
            return False
        return all(isinstance(each, ast.Name) and each.id in names for each in node.args)

    return is_one


def _same(node: ast.expr) -> list[ast.expr]:
    """The expressions that an expression may have as its value."""
    match node:
        case ast.Await(value=inner) | ast.Starred(value=inner) | ast.NamedExpr(value=inner):
            return [inner]
        case ast.IfExp(body=body, orelse=other):
            return [body, other]
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            return values
    return []


def _taken_out(node: ast.expr) -> list[ast.expr]:
    """What an attribute, an item or the result of a method is taken out of."""
    match node:
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return [inner]
        case ast.Call(func=ast.Attribute(value=inner)):
            return [inner]
        case ast.Call(func=ast.Name(id="getattr" | "type" | "iter" | "next" | "enumerate"), args=[inner, *_]):
            return [inner]
    return []


def names_holding(
    module: Module, function: Function, known: set[str], origin: Origin, *, parts: bool = True
) -> set[str]:
    """The names of a function, those of functions in it included, that hold something of an origin.

    Arguments:
        module, function: where to look.
        known: names that hold it from the start, such as parameters.
        origin: tells where it comes from.
        parts: as for `holds`.
    """
    names = {*known}
    nodes = [*own_nodes(module, function)]
    for _ in range(PASSES):
        before = len(names)
        for node in nodes:
            for target, value in _given(node):
                if holds(value, names, origin, parts=parts):
                    names |= {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
        if len(names) == before:
            break
    return names


def _given(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """What a node gives to what: an assignment, a loop, a `with`."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.AnnAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
            yield target, value
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            yield target, value
        case ast.comprehension(target=target, iter=value):
            yield target, value
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield target, value

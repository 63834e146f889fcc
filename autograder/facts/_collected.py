"""Whether an expression is a text or a collection: putting two of them together is no reckoning."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from autograder.facts._bindings import Binding, dotted, look_up
from autograder.facts._module import DEFINITIONS, Module
from autograder.facts._types import Types

MAX_HOPS = 5
"""Names and calls are followed this far."""

COLLECTING = frozenset({"dict", "list", "set", "sorted", "str", "tuple"})
"""What puts a collection or a text together: `routes + tuple(more)`."""

DECLARED = frozenset(
    {f"builtins.{name}" for name in ("bytes", "dict", "frozenset", "list", "set", "str", "tuple")}
    | {f"typing.{name}" for name in ("Dict", "List", "Sequence", "Tuple")}
    | {"collections.abc.MutableSequence", "collections.abc.Sequence"}
)
"""What a name is declared as that stands for one."""


def is_text(node: ast.expr) -> bool:
    """Whether an expression is a text that stands there."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def looks_collected(node: ast.expr) -> bool:
    """Whether an expression is a text or a collection by its look alone."""
    return any(map(_looks_like_one, _sides(node)))


def _sides(node: ast.expr) -> Iterator[ast.expr]:
    """What an expression is put together from, by however many operators."""
    waiting = [node]
    while waiting:
        match waiting.pop():
            case ast.BinOp(left=left, right=right):
                waiting += [right, left]
            case side:
                yield side


def _looks_like_one(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in COLLECTING:
        return True
    return is_text(node) or isinstance(
        node, ast.JoinedStr | ast.List | ast.Tuple | ast.Dict | ast.ListComp | ast.Set | ast.DictComp
    )


@lru_cache(maxsize=256)
def is_collected(types: Types, module: Module, node: ast.expr, hops: int = MAX_HOPS) -> bool:
    """Whether an expression is a text or a collection: by its look, or by what it names or calls.

    Arguments:
        types: of the tree.
        module, node: the expression, with where it stands.
        hops: how far names and calls are followed.
    """
    return any(_is_one(types, module, side, hops) for side in _sides(node))


def _is_one(types: Types, module: Module, node: ast.expr, hops: int) -> bool:
    if _looks_like_one(node):
        return True
    match node:
        case ast.Name() | ast.Attribute() if hops:
            return _names_one(types, module, node, hops - 1)
        case ast.Call() if hops:
            return _gives_one(types, module, node, hops - 1)
    return False


def _names_one(types: Types, module: Module, node: ast.Name | ast.Attribute, hops: int) -> bool:
    """Whether all that a name is given is one; what is added to it afterwards does not count."""
    found = look_up(module, node.id, node) if isinstance(node, ast.Name) else []
    given = [each for each in found if not isinstance(module.parents[each.node], ast.AugAssign)]
    if given and not any(isinstance(each.node, ast.alias) for each in given):
        return all(_is_given_one(types, module, each, hops) for each in given)
    elsewhere = types.variable(dotted(module, node) or "")
    return elsewhere is not None and is_collected(types, *elsewhere, hops)


def _is_given_one(types: Types, module: Module, binding: Binding, hops: int) -> bool:
    if isinstance(binding.value, ast.Constant):  # says more than what it is declared as
        return is_text(binding.value)
    if _is_declared(module, binding.annotation):
        return True
    return binding.value is not None and is_collected(types, module, binding.value, hops)


def _gives_one(types: Types, module: Module, call: ast.Call, hops: int) -> bool:
    """Whether a function of the tree gives one back, as it is declared or by all its returns."""
    place = types.method(module, call.func)
    if place is None or not isinstance(place.node, DEFINITIONS):
        return False
    if _is_declared(place.module, place.node.returns):
        return True
    returns = [node for node in place.module.scopes[place.node] if isinstance(node, ast.Return)]
    return bool(returns) and all(
        each.value is not None and is_collected(types, place.module, each.value, hops) for each in returns
    )


def _is_declared(module: Module, annotation: ast.expr | None) -> bool:
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return dotted(module, outer) in DECLARED

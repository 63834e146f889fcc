"""What a statement changes: the objects that it stores into, by whatever means."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.facts._bindings import parameters, refers_to, sole_value
from autograder.facts._module import DEFINITIONS, Function, Module
from autograder.facts._types import Place, Types

MUTATORS = frozenset(
    """
    append appendleft extend extendleft insert remove pop popleft popitem clear update setdefault add discard
    sort reverse rotate put put_nowait set set_value subtract __setitem__ __delitem__ __setattr__ __next__
    difference_update intersection_update symmetric_difference_update move_to_end write writelines
    """.split()  # noqa: SIM905 - thirty quoted words are no easier to read
)
"""Methods by which something changes."""

CONSUMERS = frozenset(
    {"builtins.next", "builtins.setattr", "builtins.delattr", "heapq.heappush", "heapq.heappop"}
)
"""Functions that change their first argument."""

DISPLAYS = ast.List | ast.Dict | ast.Set
"""What makes a list, a dict or a set in place."""


def changed_by(module: Module, node: ast.AST) -> Iterator[ast.expr]:
    """The objects that a node changes."""
    match node:
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            yield value
        case ast.Attribute(ctx=ast.Store() | ast.Del()):
            yield node
        case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in MUTATORS:
            yield value
        case ast.Call(func=function, args=[value, *_]) if refers_to(module, function, CONSUMERS):
            yield value
        case ast.AugAssign(target=ast.Name() as target):
            yield target


def changed_by_method(types: Types, module: Module, node: ast.AST) -> Iterator[ast.expr]:
    """The object whose own method changes it: `breaker.failed()`, where `failed` has `self.failures += 1`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    owner = types.definitions.get(types.type_of(module, node.func.value) or "")
    method = types.definitions.get(f"{_full_name(owner)}.{node.func.attr}") if owner else None
    if method is None or not isinstance(method.node, DEFINITIONS) or method.node.decorator_list:
        return
    if types.definition(module, node.func.value) is None and _changes_itself(types, method):
        yield node.func.value


def _full_name(place: Place) -> str:
    return f"{place.module.name}.{place.module.qualified_name(place.node)}"


def _changes_itself(types: Types, method: Place) -> bool:
    """Whether a method stores in its own object, or changes a list, dict or set that it made there."""
    assert isinstance(method.node, DEFINITIONS)
    first = [each.arg for each in parameters(method.node)][:1]
    owner = method.module.parents[method.node]
    for node in method.module.scopes[method.node]:
        for changed in changed_by(method.module, node):
            root = root_of(changed)
            if not isinstance(changed, ast.Attribute) or not isinstance(root, ast.Name) or [root.id] != first:
                continue
            given = types.fields.get((owner, changed.attr), ())
            if not isinstance(node, ast.Call) or any(isinstance(each.value, DISPLAYS) for each in given):
                return True
    return False


def root_of(node: ast.expr) -> ast.expr:
    """What an attribute or an element is of: `ORDERS` of `ORDERS[0].lines`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node


def without_alias(module: Module, node: ast.expr) -> ast.expr:
    """What an expression is part of, where its first name is a local one for something: one step back."""
    root = root_of(node)
    if not isinstance(root, ast.Name) or not isinstance(module.scope(root), Function):
        return node
    value = sole_value(module, root.id, root)
    return value if isinstance(value, ast.Name | ast.Attribute | ast.Subscript) else node

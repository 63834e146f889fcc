"""How long something took: what a stopwatch shows, which says nothing about the business."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

from autograder.facts._bindings import dotted, look_up, refers_to
from autograder.facts._module import Module

STOPWATCHES = frozenset(
    f"time.{name}{unit}"
    for name in ("monotonic", "perf_counter", "process_time", "thread_time")
    for unit in ("", "_ns")
) | {"timeit.default_timer"}
"""What shows a time from which only differences can be taken; never what time of day it is."""

ROUNDING = frozenset({"builtins.float", "builtins.int", "builtins.round"})


@lru_cache(maxsize=256)
def is_elapsed(module: Module, node: ast.expr) -> bool:
    """Whether an expression is what a stopwatch shows, or worked out from nothing but that and numbers.

    Arguments:
        module, node: the expression, with where it stands.
    """
    waiting, seen, shown = [node], {node}, False
    for part in waiting:
        if _is_shown(module, part):
            shown = True
            continue
        made_of = _made_of(module, part)
        if not made_of and not _is_number(part):
            return False
        waiting += [each for each in made_of if each not in seen]
        seen |= {*made_of}
    return shown


def _is_shown(module: Module, node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and not node.args and refers_to(module, node.func, STOPWATCHES)


def _made_of(module: Module, node: ast.expr) -> list[ast.expr]:
    """What an expression is worked out from, or all that a name is given; nothing where that is not known."""
    match node:
        case ast.Call(func=function, args=[inner, *_]) if dotted(module, function) in ROUNDING:
            return [inner]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Name(id=name):
            values = [binding.value for binding in look_up(module, name, node)]
            return [value for value in values if value is not None] if None not in values else []
        case ast.Attribute(attr=name):
            return _attributes(module).get(name, [])
    return []


@lru_cache(maxsize=256)
def _attributes(module: Module) -> Mapping[str, list[ast.expr]]:
    """All that a module gives attributes, by their names: `request.begun = perf_counter()`."""
    found: dict[str, list[ast.expr]] = {}
    for node in module.nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute):
                    found.setdefault(target.attr, []).append(node.value)
    return found


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)

"""Pairs in functions that end in a bare number: an answer whose code has no name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.facts import Module, Sources

PAIR = 2


@dataclass(frozen=True)
class BareEnd:
    """A whole number that ends a pair.

    Arguments:
        path, line: where it is, counted from 1.
        text: the number as written.
        snippet: its line of code.
    """

    path: str
    line: int
    text: str
    snippet: str


def bare_ends(sources: Sources) -> Iterator[BareEnd]:
    """Every pair in a function's body that ends in a number as such, wherever it stands: `None, 2`.

    Not meant are what is unpacked on the spot (`low, high = 5, 15`), an index of two, and a default.
    """
    for module in sources.modules:
        for node in module.nodes:
            if isinstance(node, ast.Tuple | ast.List) and _is_answer(module, node):
                for end in _ends(node.elts[1]):
                    text = module.segment(end)
                    yield BareEnd(module.path, end.lineno, text, module.line(end.lineno).strip())


def _is_answer(module: Module, node: ast.Tuple | ast.List) -> bool:
    if len(node.elts) != PAIR or isinstance(module.scope(node), ast.Module):
        return False
    parent = module.parents[node]
    is_unpacked = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple | ast.List)
    is_default = any(isinstance(outer, ast.arguments) for outer in module.ancestors(node))
    return not (is_unpacked or is_default or isinstance(parent, ast.Subscript))


def _ends(last: ast.expr) -> list[ast.Constant]:
    """The whole numbers that a pair's last part can be: one, or those of a conditional expression."""
    branches = [last.body, last.orelse] if isinstance(last, ast.IfExp) else [last]
    return [part for part in branches if isinstance(part, ast.Constant) and type(part.value) is int]

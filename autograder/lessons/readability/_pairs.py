"""Pairs in functions that end in a bare number: an answer whose code has no name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.facts import Binding, Module, Sources, dotted, look_up
from autograder.lessons.readability._asking import FUNCTION

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
    for module, pair in _answers(sources):
        yield from _bare(module, pair.elts[1])


def bare_ends_given(sources: Sources) -> Iterator[BareEnd]:
    """Every bare number that is given to what ends a pair: `code = 2`, `refuse(code=2)`, `Answer(None, 2)`.

    Not meant are a variable that counts, and what is given a value just once: that is the number's name.
    """
    pair_classes = dict(_pair_classes(sources))
    ending = set(pair_classes.values())
    for module, pair in _answers(sources):
        match pair.elts[1]:
            case ast.Attribute(attr=name):
                ending.add(name)
            case ast.Name(id=name) as last:
                found = look_up(module, name, last)
                ending.update(name for binding in found if isinstance(binding.node, ast.arg))
                # Another function's pair may be an amount and what it is divided by: 1, and for some 2.
                for value in _alternatives(found) if module.qualified_name(pair) == FUNCTION else []:
                    yield from _bare(module, value)
    given: dict[str, list[tuple[Module, ast.expr]]] = {}
    for module, call in _calls(sources):
        if len(call.args) == PAIR and dotted(module, call.func) in pair_classes:
            yield from _bare(module, call.args[1])
        for keyword in call.keywords:
            if keyword.arg in ending:
                given.setdefault(keyword.arg, []).append((module, keyword.value))
    for values in given.values():
        if len(values) > 1:
            yield from (end for module, value in values for end in _bare(module, value))


def _pair_classes(sources: Sources) -> Iterator[tuple[str, str]]:
    """The classes that are pairs, by their full names, with the field that ends each."""
    for module in sources.modules:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and "typing.NamedTuple" in [
                dotted(module, base) for base in node.bases
            ]:
                match [part.target for part in node.body if isinstance(part, ast.AnnAssign)]:
                    case [_, ast.Name(id=last)]:
                        yield f"{module.name}.{module.qualified_name(node)}", last


def _calls(sources: Sources) -> Iterator[tuple[Module, ast.Call]]:
    """The calls in functions."""
    for module in sources.modules:
        for node in module.nodes:
            if isinstance(node, ast.Call) and not isinstance(module.scope(node), ast.Module):
                yield module, node


def _alternatives(found: list[Binding]) -> list[ast.expr]:
    """The values of a variable that stands for one of several; none where it counts, or names just one."""
    values = [binding.value for binding in found if binding.value is not None]
    return values if len(values) == len(found) > 1 else []


def _answers(sources: Sources) -> Iterator[tuple[Module, ast.Tuple | ast.List]]:
    for module in sources.modules:
        for node in module.nodes:
            if isinstance(node, ast.Tuple | ast.List) and _is_answer(module, node):
                yield module, node


def _bare(module: Module, last: ast.expr) -> Iterator[BareEnd]:
    for end in _ends(last):
        text = module.segment(end)
        yield BareEnd(module.path, end.lineno, text, module.line(end.lineno).strip())


def _is_answer(module: Module, node: ast.Tuple | ast.List) -> bool:
    is_made = len(node.elts) == PAIR and isinstance(node.ctx, ast.Load)
    if not is_made or isinstance(module.scope(node), ast.Module):
        return False
    parent = module.parents[node]
    is_unpacked = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple | ast.List)
    is_default = any(isinstance(outer, ast.arguments) for outer in module.ancestors(node))
    return not (is_unpacked or is_default or isinstance(parent, ast.Subscript))


def _ends(last: ast.expr) -> list[ast.Constant]:
    """The whole numbers that a pair's last part can be: one, or those of a conditional expression."""
    branches = [last.body, last.orelse] if isinstance(last, ast.IfExp) else [last]
    return [part for part in branches if isinstance(part, ast.Constant) and type(part.value) is int]

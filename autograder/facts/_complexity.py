"""Cognitive complexity: how much a reader has to hold in mind, by function and by line.

The measure is complexipy's, which follows G. A. Campbell, "Cognitive Complexity" (SonarSource, 2018): one for
each break in the flow from top to bottom, and one more for each level that it is nested in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complexipy import FunctionComplexity as Measured
from complexipy import code_complexity

from autograder.facts._module import DEFINITIONS, Function, Module, first_line, last_line
from autograder.facts._parse import Sources
from autograder.syntax import syntax_tree

UNREADABLE = 999
"""The complexity of a function that complexipy cannot read although Python can."""

BLOCKS = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match,
)  # fmt: skip


@dataclass(frozen=True)
class FunctionComplexity:
    """One function, method or lambda.

    Arguments:
        path, line, end_line: where it is; the line is that of its `def`, counted from 1.
        name: qualified (`Order.refund`, `create_app.buy`).
        complexity: cognitive complexity, without the functions nested in it, which are listed themselves.
            A lambda is listed too, and counts in the function round it only where complexipy sees it.
        with_nested: the same with them, as complexipy's own command prints it.
        nesting: how many blocks deep (if, loop, with, try, match) its deepest line is; `elif` adds none.
        length: its lines, from the `def` to the last.
        deepest_line: a line at that depth, counted from 1.
    """

    path: str
    line: int
    end_line: int
    name: str
    complexity: int
    with_nested: int
    nesting: int
    length: int
    deepest_line: int


@dataclass(frozen=True)
class LineComplexity:
    """One line of a module.

    Arguments:
        line: counted from 1.
        complexity: what this line adds to its function's cognitive complexity.
        nesting: how many blocks deep it stands within its function.
        function: the qualified name of the function it stands in, or `<module>`.
    """

    line: int
    complexity: int
    nesting: int
    function: str


def complexity(sources: Sources) -> tuple[FunctionComplexity, ...]:
    """The complexity of every function of a tree, in the order of the text."""
    return tuple(found for module in sources.modules for found in _of_module(module))


def complexity_by_line(module: Module) -> tuple[LineComplexity, ...]:
    """What each line of a module adds, blank lines included: one entry a line, the first for line 1."""
    added = _added_by_line(_measure(module.text))
    nesting, owner = _levels(module)
    return tuple(
        LineComplexity(line, added.get(line, 0), nesting.get(line, 0), owner.get(line, "<module>"))
        for line in range(1, len(module.lines) + 1)
    )


def _of_module(module: Module) -> Iterator[FunctionComplexity]:
    measured = {(found.line_start, found.line_end): found for found in _measure(module.text)}
    for function in module.functions:
        own, with_nested = _own_and_whole(module, function, measured)
        nesting, deepest = _deepest(module, function)
        yield FunctionComplexity(
            path=module.path,
            line=function.lineno,
            end_line=last_line(function),
            name=module.qualified_name(function),
            complexity=own,
            with_nested=with_nested,
            nesting=nesting,
            length=last_line(function) - function.lineno + 1,
            deepest_line=deepest,
        )


def _own_and_whole(
    module: Module, function: Function, measured: Mapping[tuple[int, int], Measured]
) -> tuple[int, int]:
    found = measured.get((first_line(function), last_line(function)))
    if found is None or isinstance(function, ast.Lambda):
        found = _measured_alone(function)
    if found is None:
        return UNREADABLE, UNREADABLE
    inside = [node for node in module.scopes[function][1:] if isinstance(node, DEFINITIONS)]
    if not inside:
        return int(found.complexity), int(found.complexity)
    alone = _measured_alone(_emptied(function))
    return (int(alone.complexity) if alone else UNREADABLE), int(found.complexity)


def _emptied(function: Function) -> Function:
    """The same function with the bodies of the functions in it taken out."""
    copy = syntax_tree(ast.unparse(function)).body[0]
    assert isinstance(copy, ast.FunctionDef | ast.AsyncFunctionDef)
    for node in ast.walk(copy):
        if node is not copy and isinstance(node, DEFINITIONS):
            node.body = [ast.Pass()]
    return copy


def _measured_alone(function: Function) -> Measured | None:
    try:
        text = ast.unparse(function)
    except RecursionError:
        return None
    alone = f"def alone():\n    return {text}\n" if isinstance(function, ast.Lambda) else text
    return next(iter(_measure(alone)), None)


def _measure(text: str) -> list[Measured]:
    try:
        return list(code_complexity(text, no_ignore=True).functions)
    except ValueError:
        return []


def _added_by_line(measured: list[Measured]) -> dict[int, int]:
    added: dict[int, int] = {}
    for function in measured:
        for found in function.line_complexities:
            added[found.line] = added.get(found.line, 0) + found.complexity
    return added


def _deepest(module: Module, function: Function) -> tuple[int, int]:
    own = [node for node in module.scopes[function][1:] if isinstance(node, ast.stmt)]
    depths = [(_depth(module, node, function), -node.lineno) for node in own]
    depth, line = max(depths, default=(0, -function.lineno))
    return depth, -line


def _depth(module: Module, node: ast.AST, within: ast.AST) -> int:
    depth, inner = 0, node
    for outer in module.ancestors(node):
        if outer is within:
            break
        depth += isinstance(outer, BLOCKS) and not _is_elif(outer, inner)
        inner = outer
    return depth


def _is_elif(outer: ast.AST, inner: ast.AST) -> bool:
    if not (isinstance(outer, ast.If) and isinstance(inner, ast.If)):
        return False
    return outer.orelse == [inner] and inner.col_offset == outer.col_offset


def _levels(module: Module) -> tuple[dict[int, int], dict[int, str]]:
    nesting: dict[int, int] = {}
    owner: dict[int, str] = {}
    for scope, nodes in module.scopes.items():
        name = module.qualified_name(scope)
        for node in nodes:
            if isinstance(node, ast.stmt) and node is not scope:
                depth = _depth(module, node, scope)
                for line in range(node.lineno, last_line(node) + 1):
                    nesting[line], owner[line] = depth, name
        if isinstance(scope, DEFINITIONS):
            owner[scope.lineno] = name
    return nesting, owner

"""Exceptions that end in silence: caught, and nobody hears of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.facts._bindings import dotted
from autograder.facts._module import Module
from autograder.facts._parse import Sources

BROAD = frozenset({"builtins.Exception", "builtins.BaseException", "Exception", "BaseException"})

EXPECTED = frozenset(
    f"builtins.{name}"
    for name in ("KeyError", "IndexError", "LookupError", "StopIteration", "AttributeError")
)
"""Ways of asking whether something is there: no failures."""

LOGGING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"})

EXITS = frozenset({"__exit__", "__aexit__"})
"""What a context manager does at its end: where it says True, an exception ends there."""

LEAVING = (ast.Return, ast.Break, ast.Continue)


class SilenceKind(StrEnum):
    """How an exception ends in silence."""

    NOTHING_DONE = "caught, and nothing is done"
    BROAD = "everything is caught, and nobody hears what"
    SUPPRESSED = "suppressed as a whole"
    FINALLY = "forgotten by leaving from `finally`"


@dataclass(frozen=True)
class Silence:
    """A place where an exception is swallowed.

    Arguments:
        path, line: where it is caught.
        kind: how it ends.
        text: the line.
    """

    path: str
    line: int
    kind: SilenceKind
    text: str


def silences(sources: Sources) -> tuple[Silence, ...]:
    """Every place where an exception is caught and neither raised, nor logged, nor made an answer."""
    return tuple(
        Silence(module.path, node.lineno, kind, module.line(node.lineno).strip())
        for module in sources.modules
        for node, kind in _found(module)
    )


def _found(module: Module) -> Iterator[tuple[ast.ExceptHandler | ast.stmt, SilenceKind]]:
    for node in module.nodes:
        if isinstance(node, ast.ExceptHandler):
            kind = _kind(module, node)
            if kind is not None:
                yield node, kind
        elif isinstance(node, ast.Try | ast.TryStar):
            yield from ((each, SilenceKind.FINALLY) for each in _leaves(node.finalbody))
        elif isinstance(node, ast.With | ast.AsyncWith) and any(
            _suppresses(module, item.context_expr) for item in node.items
        ):
            yield node, SilenceKind.SUPPRESSED
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in EXITS:
            yield from ((each, SilenceKind.SUPPRESSED) for each in _swallows(node))


def _kind(module: Module, handler: ast.ExceptHandler) -> SilenceKind | None:
    names = _caught(module, handler.type)
    if not names or names & BROAD:
        return None if _tells(handler) or _hands_on(handler) else SilenceKind.BROAD
    if names <= EXPECTED:
        return None
    return SilenceKind.NOTHING_DONE if all(_is_nothing(module, each) for each in handler.body) else None


def _caught(module: Module, kind: ast.expr | None) -> set[str]:
    """What a handler catches by name; nothing: all there is."""
    if kind is None:
        return set()
    items = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return {dotted(module, each) or "?" for each in items}


def _tells(handler: ast.ExceptHandler) -> bool:
    """Whether it raises, or logs, on some way through it."""
    return any(isinstance(node, ast.Raise) or _is_logging(node) for node in _inside(handler.body))


def _hands_on(handler: ast.ExceptHandler) -> bool:
    """Whether the exception itself is given to somebody, or kept."""
    return handler.name is not None and any(
        isinstance(node, ast.Name) and node.id == handler.name and isinstance(node.ctx, ast.Load)
        for node in _inside(handler.body)
    )


def _is_logging(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOGGING


def _is_nothing(module: Module, statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Continue() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=None | ast.Constant(value=None)):
            return True
        case ast.Break():
            return not _skips_an_else(module, statement)
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return not _is_read(module, name)
    return False


def _skips_an_else(module: Module, leaving: ast.Break) -> bool:
    """Whether its loop has an `else`: then leaving it is a way of its own, and not the end of the matter."""
    return any(
        isinstance(loop, ast.For | ast.AsyncFor | ast.While)
        and loop.orelse
        and leaving in _inside(loop.body, stops=(ast.For, ast.AsyncFor, ast.While))
        for loop in module.nodes
    )


def _is_read(module: Module, name: str) -> bool:
    """Whether anybody in the module looks at it."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in module.nodes
    )


def _suppresses(module: Module, expression: ast.expr) -> bool:
    if not isinstance(expression, ast.Call) or dotted(module, expression.func) != "contextlib.suppress":
        return False
    names = {dotted(module, each) or "?" for each in expression.args}
    return bool(names) and not names <= EXPECTED


def _swallows(leaving: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.stmt]:
    """Where the end of a context manager swallows whatever was raised, and nobody has logged it."""
    if any(_is_logging(node) for node in _inside(leaving.body)):
        return
    for node in _inside(leaving.body):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and node.value.value is True:
            yield node


def _leaves(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Where a `finally` is left before its end: whatever was raised is gone."""
    for node in _inside(body, stops=(ast.For, ast.While, ast.AsyncFor)):
        if isinstance(node, LEAVING):
            yield node


def _inside(body: Sequence[ast.stmt], stops: tuple[type[ast.AST], ...] = ()) -> Iterator[ast.AST]:
    """Everything that runs with these statements: what functions in them would do is not among it."""
    waiting: list[ast.AST] = [*body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, *stops)):
            waiting.extend(ast.iter_child_nodes(node))

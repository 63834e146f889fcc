"""Modules written anew: the same functions, other names for their local variables, printed by Python."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Mapping

from autograder.syntax import syntax_tree

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.comprehension)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def printed_anew(files: Mapping[str, str], chance: random.Random) -> Mapping[str, str]:
    """The modules without their comments and layout, with the local variables of functions renamed.

    What the functions do, how they are called and what the modules hold stays the same. Functions with
    others inside keep the names of their variables: those are shared.

    Arguments:
        files: modules by path.
        chance: the new names.
    """
    return {path: _printed(text, chance) for path, text in files.items()}


def _printed(text: str, chance: random.Random) -> str:
    tree = syntax_tree(text)
    for function in _functions(tree):
        if not any(isinstance(node, _SCOPES) for node in ast.walk(function) if node is not function):
            _rename(function, chance)
    return f"{ast.unparse(tree)}\n"


def _functions(tree: ast.Module) -> Iterator[_Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _rename(function: _Function, chance: random.Random) -> None:
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    shared = {name for node in ast.walk(function) for name in _bound_otherwise(node)}
    given = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    own = dict.fromkeys(node.id for node in names if isinstance(node.ctx, ast.Store))
    new = {name: f"v{chance.getrandbits(32):08x}" for name in own if name not in shared | given}
    for node in names:
        node.id = new.get(node.id, node.id)


def _bound_otherwise(node: ast.AST) -> Iterator[str]:
    """The names that a node binds, or shares with other functions, by text and not by an `ast.Name`."""
    if isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    elif isinstance(node, ast.alias):
        yield node.asname or node.name

"""Which modules of an app are not what was handed out; formatting, comments and docstrings are no change."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import zip_longest

from autograder.facts import parse
from autograder.syntax import syntax_tree
from autograder.tree import SourceTree


@dataclass(frozen=True)
class Changed:
    """A module that is new, or says something else than before, or is gone.

    Arguments:
        path: of it.
        name: it is imported by.
        line: of the first statement that is new or different; 1 where it is gone.
        is_new: whether it was not there.
    """

    path: str
    name: str
    line: int
    is_new: bool


def changed_modules(stage: SourceTree, tree: SourceTree) -> tuple[Changed, ...]:
    """The modules of `boxoffice/` that are not as they were, by path."""
    old, new = (_modules(each) for each in (stage, tree))
    found = []
    for path in sorted({*old, *new}):
        line = _first_difference(old.get(path), new.get(path))
        if line is not None:
            name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            found.append(Changed(path, name, line, is_new=path not in old))
    return tuple(found)


def _modules(tree: SourceTree) -> dict[str, ast.Module]:
    """The modules that have something in them besides a docstring."""
    parsed = {module.path: module.tree for module in parse(tree.under("boxoffice/")).modules}
    return {path: module for path, module in parsed.items() if _said(module)}


def _first_difference(old: ast.Module | None, new: ast.Module | None) -> int | None:
    """The line of the first statement that says something else; None where all say the same."""
    before, after = (_said(module) if module else [] for module in (old, new))
    for one, other in zip_longest(before, after):
        if one is None or other is None or _plain(one) != _plain(other):
            return other.lineno if other is not None else 1
    return None


def _said(module: ast.Module) -> list[ast.stmt]:
    return [statement for statement in module.body if not _is_text(statement)]


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _plain(statement: ast.stmt) -> str:
    """A statement without the texts in it that stand alone."""
    copied = syntax_tree(ast.unparse(statement))
    for node in ast.walk(copied):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _is_text(each)] or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.dump(copied)

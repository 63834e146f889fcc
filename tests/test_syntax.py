"""Syntax trees are made one at a time, by everybody."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import autograder
from autograder.syntax import syntax_tree

ROOMS = Path(autograder.__file__).parent
TEXT = Path(autograder.__file__).with_name("tree.py").read_text("utf-8")


def test_many_threads_get_their_trees() -> None:
    with ThreadPoolExecutor(8) as threads:
        trees = {ast.dump(tree) for tree in threads.map(syntax_tree, [TEXT] * 200)}
    assert trees == {ast.dump(ast.parse(TEXT))}


def test_nobody_beside_it_makes_trees() -> None:
    makers = [
        path.relative_to(ROOMS).as_posix()
        for path in ROOMS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"ast.parse", "ast.PyCF_ONLY_AST"}
    ]
    assert makers == ["syntax.py"]

"""The replay: operations on a tree, in order, the last write wins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from autograder.submission import Operation, Write
from autograder.tree import SourceTree


def replay(tree: SourceTree, operations: Iterable[Operation]) -> SourceTree:
    """The tree after the operations.

    Writing a module in a new folder makes the folder a package, as running the cell does.

    Arguments:
        tree: the tree before.
        operations: in document order.
    """
    files = dict(tree.files)
    for operation in operations:
        if isinstance(operation, Write):
            files[operation.path] = operation.text
            for package in _packages(operation.path):
                files.setdefault(package, "")
        else:
            files.pop(operation.path, None)
    return SourceTree(files)


def _packages(path: str) -> list[str]:
    """The ``__init__.py`` of each package that a module of the app lies in."""
    if not path.startswith("boxoffice/"):
        return []
    return [f"{folder}/__init__.py" for folder in PurePosixPath(path).parents if str(folder) != "."]

"""A parsed module that is walked without recursion: its nodes in order, their parents, their scopes."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
"""Whatever has parameters and a body."""

Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
"""Where a name lives."""

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
"""Functions with a name."""

NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, eq=False)
class Module:
    """One parsed file, equal only to itself: its nodes are its own.

    Arguments:
        path: POSIX path in its tree (`boxoffice/main.py`).
        name: the dotted name it is imported by (`boxoffice.main`; an `__init__.py` is its package).
        text: the source.
        tree: its syntax tree.
        nodes: every node below the tree, in the order of the text, parents first.
        parents: the parent of each of these nodes.
    """

    path: str
    name: str
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)
    nodes: tuple[ast.AST, ...] = field(repr=False)
    parents: Mapping[ast.AST, ast.AST] = field(repr=False)

    @property
    def package(self) -> str:
        """The package that its relative imports start from."""
        is_package = self.path.rsplit("/", 1)[-1] == "__init__.py"
        return self.name if is_package else self.name.rpartition(".")[0]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text as Python counts them; line 1 is ``lines[0]``."""
        return tuple(NEWLINE.split(self.text))

    def line(self, number: int) -> str:
        """The text of one line, counted from 1; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def segment(self, node: ast.expr) -> str:
        """The source of an expression as written; one of several lines comes back in one."""
        inside_text = any(isinstance(outer, ast.JoinedStr) for outer in self.ancestors(node))
        if node.end_lineno != node.lineno or inside_text:  # Python 3.11 counts columns wrong inside f-strings
            return ast.unparse(node)
        return self._encoded_lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode()

    @cached_property
    def _encoded_lines(self) -> tuple[bytes, ...]:
        return tuple(line.encode() for line in self.lines)  # columns are counted in bytes

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every function, method and lambda, in the order of the text."""
        return tuple(node for node in self.nodes if isinstance(node, Function))

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes round a node, from the inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope(self, node: ast.AST) -> Scope:
        """The function whose body holds the node, else the module. A function is in the scope round it."""
        return self._scope_of[node]

    @cached_property
    def _scope_of(self) -> Mapping[ast.AST, Scope]:
        found: dict[ast.AST, Scope] = {}
        for node in self.nodes:
            parent = self.parents[node]
            found[node] = parent if isinstance(parent, Scope) else found[parent]
        return found

    @cached_property
    def scopes(self) -> Mapping[Scope, tuple[ast.AST, ...]]:
        """The nodes of each scope without those of the functions in it (a function's own node is in both)."""
        found: dict[Scope, list[ast.AST]] = {self.tree: []}
        for node, scope in self._scope_of.items():
            found[scope].append(node)
            if isinstance(node, Function):
                found[node] = [node]
        return {scope: tuple(nodes) for scope, nodes in found.items()}

    def qualified_name(self, node: ast.AST) -> str:
        """The dotted name of a function or class, or of what a node stands in (`Order.refund`).

        A lambda has the name that it is assigned to, else `<lambda>`; outside all of them it is `<module>`.
        """
        named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        chain = [node, *self.ancestors(node)]
        names = [outer.name for outer in chain if isinstance(outer, named)][::-1]
        if isinstance(node, ast.Lambda):
            names.append(assigned_name(self.parents[node], node) or "<lambda>")
        return ".".join(names) or "<module>"


def dotted_path(path: str, paths: Container[str]) -> str:
    """The dotted name of a file among the others of its tree.

    It starts at the outermost folder that is a package (`src/app/main.py` is `app.main`); where no folder is
    one, at the tree's root.
    """
    parts = path.removesuffix(".py").split("/")
    folders = ["/".join(parts[:count]) for count in range(1, len(parts))]
    start = next((count for count, folder in enumerate(folders) if f"{folder}/__init__.py" in paths), 0)
    kept = parts[start:]
    return ".".join(kept[:-1] if kept[-1] == "__init__" and len(kept) > 1 else kept)


def assigned_name(parent: ast.AST, value: ast.AST) -> str | None:
    """The plain name that a statement gives to a value, if the value is all of its right side."""
    if isinstance(parent, ast.Assign) and parent.value is value and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0].id
    if isinstance(parent, ast.AnnAssign | ast.NamedExpr) and parent.value is value:
        return parent.target.id if isinstance(parent.target, ast.Name) else None
    return None


def line_of(node: ast.AST) -> int:
    """The line of a node, counted from 1; that of the file's start for one that has none."""
    line: int = getattr(node, "lineno", 1)
    return line


def first_line(node: ast.AST) -> int:
    """The first line of a node, its decorators included, counted from 1."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([decorator.lineno for decorator in decorators] + [line_of(node)])


def last_line(node: ast.AST) -> int:
    """The last line of a node, counted from 1."""
    end: int | None = getattr(node, "end_lineno", None)
    return end or line_of(node)

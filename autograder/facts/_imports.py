"""Who imports whom, with file and line: also inside functions, and by name at run time.

This is what the text says. A contract between packages is better kept by grimp and import-linter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from autograder.facts._bindings import dotted, source_of
from autograder.facts._module import Function, Module
from autograder.facts._parse import Sources
from autograder.facts._run_time_names import (
    imported_at_run_time,
    reached_by_attribute,
    unread_at_run_time,
)


@dataclass(frozen=True)
class Import:
    """One import of one module by another.

    Arguments:
        path, line: where it stands, counted from 1.
        importer: dotted name of the module that imports.
        imported: dotted name of the module that is imported; one of the tree's where ``internal``.
        internal: whether the imported module is in the tree.
        function: qualified name of the function it stands in, or `<module>`.
        at_run_time: whether it is looked up by name, as by `importlib.import_module("boxoffice.db")`, or
            through a package, as by `boxoffice.db.session` after `import boxoffice`.
        for_types_only: whether it stands under `if TYPE_CHECKING`, so that it never runs.
        names: what is taken from it (`from urllib import request` takes "request", which may be a module).
    """

    path: str
    line: int
    importer: str
    imported: str
    internal: bool
    function: str
    at_run_time: bool
    for_types_only: bool
    names: tuple[str, ...] = ()

    @property
    def candidates(self) -> tuple[str, ...]:
        """The dotted names of the modules that it may load: what it imports, and what it takes from it."""
        return (self.imported, *(f"{self.imported}.{name}" for name in self.names))


@dataclass(frozen=True)
class UnreadImport:
    """A place where modules are loaded whose names the text does not say.

    Arguments:
        path, line: where it stands, counted from 1.
        function: qualified name of the function it stands in, or `<module>`.
    """

    path: str
    line: int
    function: str


@lru_cache(maxsize=8)
def imports(sources: Sources) -> tuple[Import, ...]:
    """Every import of a tree in the order of the text; `from package import module` names the module."""
    return tuple(found for module in sources.modules for found in _of_module(sources, module))


def unread_imports(sources: Sources) -> tuple[UnreadImport, ...]:
    """Every place where a module is loaded by a name that is computed, or by text that is run."""
    return tuple(found for module in sources.modules for found in _unread_in(module))


@lru_cache(maxsize=256)
def _unread_in(module: Module) -> tuple[UnreadImport, ...]:
    return tuple(
        UnreadImport(module.path, getattr(node, "lineno", 1), _function_round(module, node))
        for node in module.nodes
        if unread_at_run_time(module, node)
    )


def import_circles(sources: Sources) -> tuple[tuple[Import, ...], ...]:
    """The circles among the tree's modules: each as the imports that lead round it, shortest first.

    A module of each circle is followed by the shortest way back to it, so that of circles which share modules
    the shortest are told. Imports for types only are no part of one.
    """
    edges: dict[str, dict[str, Import]] = {}
    for found in imports(sources):
        if found.internal and not found.for_types_only and found.importer != found.imported:
            edges.setdefault(found.importer, {}).setdefault(found.imported, found)
    circles = {frozenset(circle): circle for start in sorted(edges) if (circle := _way_back(edges, start))}
    return tuple(sorted(circles.values(), key=lambda circle: (len(circle), circle[0].importer)))


def _way_back(edges: Mapping[str, Mapping[str, Import]], start: str) -> tuple[Import, ...]:
    ways: dict[str, tuple[Import, ...]] = {start: ()}
    waiting = [start]
    for name in waiting:
        for onward, edge in edges.get(name, {}).items():
            if onward == start:
                return (*ways[name], edge)
            if onward not in ways:
                ways[onward] = (*ways[name], edge)
                waiting.append(onward)
    return ()


def _of_module(sources: Sources, module: Module) -> Iterator[Import]:
    for node in module.nodes:
        at_run_time = not isinstance(node, ast.Import | ast.ImportFrom)
        for name in _names(sources, module, node):
            found = _in_tree(sources, module, name)
            yield Import(
                path=module.path,
                line=getattr(node, "lineno", 1),
                importer=module.name,
                imported=found or name,
                internal=found is not None,
                function=_function_round(module, node),
                at_run_time=at_run_time,
                for_types_only=_for_types_only(module, node),
                names=_taken(node, name) if found is None else (),
            )


def _taken(node: ast.AST, name: str) -> tuple[str, ...]:
    """What an import of a foreign module takes from it."""
    if not isinstance(node, ast.ImportFrom) or node.level or node.module != name:
        return ()
    return tuple(alias.name for alias in node.names)


def _names(sources: Sources, module: Module, node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(names=names):
            source = source_of(module, node)
            parts = [f"{source}.{alias.name}".lstrip(".") for alias in names]
            yield from dict.fromkeys(part if _in_tree(sources, module, part) else source for part in parts)
        case ast.Call() | ast.Subscript():
            name = imported_at_run_time(module, node)
            yield from [name] if name else []
        case ast.Attribute():
            known = (name for name in reached_by_attribute(module, node) if name in sources.by_name)
            reached = next(known, None)
            yield from [reached] if reached and _is_through_package(module, node, reached) else []


def _is_through_package(module: Module, node: ast.Attribute, reached: str) -> bool:
    """Whether the first name of the chain is a package round the module that the chain reaches."""
    first: ast.expr = node
    while isinstance(first, ast.Attribute):
        first = first.value
    return isinstance(first, ast.Name) and reached.startswith(f"{dotted(module, first)}.")


def _in_tree(sources: Sources, module: Module, name: str) -> str | None:
    """The tree's name for a module: as it is, or beside a script (whose folder Python looks into first)."""
    if name in sources.by_name:
        return name
    folder = module.path.rpartition("/")[0]
    beside = f"{folder.replace('/', '.')}.{name}".lstrip(".")
    is_script_folder = f"{folder}/__init__.py".lstrip("/") not in sources.by_path
    return beside if is_script_folder and beside in sources.by_name else None


def _function_round(module: Module, node: ast.AST) -> str:
    scope = module.scope(node)
    return module.qualified_name(scope) if isinstance(scope, Function) else "<module>"


def _for_types_only(module: Module, node: ast.AST) -> bool:
    inner = node
    for outer in module.ancestors(node):
        if isinstance(outer, ast.If) and inner in outer.body:
            name = outer.test.attr if isinstance(outer.test, ast.Attribute) else getattr(outer.test, "id", "")
            if name == "TYPE_CHECKING":
                return True
        inner = outer
    return False

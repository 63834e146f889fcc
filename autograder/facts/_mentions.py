"""What a function mentions: every function and class of the tree that could run because of it.

More than what it calls: what it hands on (`run_in_threadpool(charge)`), what it is declared with
(`Depends(charge)`, a model with validators), and what stands in a table or an object that it names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.facts._bindings import Binding, dotted, look_up, source_of
from autograder.facts._module import DEFINITIONS, Function, Module
from autograder.facts._types import Place, Types

MAX_HOPS = 5
"""Variables that stand for other variables are followed this far."""


@dataclass(frozen=True)
class Mention:
    """A place of the tree that is mentioned.

    Arguments:
        module, node: where it is mentioned.
        place: the function or class that is meant.
    """

    module: Module
    node: ast.AST
    place: Place


def own_nodes(module: Module, node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function with those of functions in it; of a class all of them."""
    if isinstance(node, ast.ClassDef):
        yield from (inner for inner in ast.walk(node) if inner in module.parents)
        return
    assert isinstance(node, Function)
    for inner in module.scopes[node]:
        if isinstance(inner, Function) and inner is not node:
            yield from own_nodes(module, inner)
        else:
            yield inner


def mentions(types: Types, place: Place) -> tuple[Mention, ...]:
    """What a function or class mentions, each place once, in the order of the text."""
    nodes = [*own_nodes(place.module, place.node)]
    reading = _Reading(types, {*nodes})
    found: dict[ast.AST, Mention] = {}
    for node in nodes:
        for mention in reading.of_node(place.module, node, MAX_HOPS):
            if mention.place.node is not place.node:
                found.setdefault(mention.place.node, Mention(place.module, node, mention.place))
    return tuple(found.values())


@dataclass(frozen=True, eq=False)
class _Reading:
    """The reading of one function: what a tree's names mean, and which expressions were looked at."""

    types: Types
    seen: set[ast.AST]

    def of_node(self, module: Module, node: ast.AST, hops: int) -> Iterator[Mention]:
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
            return
        place = _named(self.types, module, node)
        if place is not None:
            yield Mention(module, node, place)
        elif hops:
            for owner, value in _values(self.types, module, node):
                yield from self.in_value(owner, value, hops - 1)

    def in_value(self, module: Module, value: ast.expr, hops: int) -> Iterator[Mention]:
        if value in self.seen:
            return
        self.seen.add(value)
        for node in ast.walk(value):
            if isinstance(node, ast.Lambda):
                yield Mention(module, node, Place(module, node))
            yield from self.of_node(module, node, hops)


def _named(types: Types, module: Module, node: ast.Name | ast.Attribute) -> Place | None:
    """The definition that a name stands for, also one that a star import brings."""
    found = types.method(module, node) if isinstance(node, ast.Attribute) else types.definition(module, node)
    if found is not None or not isinstance(node, ast.Name) or look_up(module, node.id, node):
        return found
    starred = (types.definitions.get(f"{source}.{node.id}") for source in _star_sources(module))
    return next((place for place in starred if place is not None), None)


def _values(
    types: Types, module: Module, node: ast.Name | ast.Attribute
) -> Iterator[tuple[Module, ast.expr]]:
    """The expressions that a variable is given: all of a local one's, the last one's of a module."""
    bindings: list[Binding] = look_up(module, node.id, node) if isinstance(node, ast.Name) else []
    yield from ((module, binding.value) for binding in bindings if binding.value is not None)
    if isinstance(node, ast.Attribute) or any(isinstance(item.node, ast.alias) for item in bindings):
        elsewhere = types.variable(dotted(module, node) or "")
        if elsewhere is not None:
            yield elsewhere


@lru_cache(maxsize=256)
def _star_sources(module: Module) -> tuple[str, ...]:
    return tuple(
        source_of(module, node)
        for node in module.nodes
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    )


def functions_of(place: Place) -> Iterator[Place]:
    """The functions that a place stands for: itself, or all methods of a class."""
    if not isinstance(place.node, ast.ClassDef):
        yield place
        return
    for node in place.node.body:
        if isinstance(node, DEFINITIONS):
            yield Place(place.module, node)
        elif isinstance(node, ast.ClassDef):
            yield from functions_of(Place(place.module, node))

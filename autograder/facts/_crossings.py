"""Imports that run against the layers of a tree, with the chain of modules that leads across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.facts._imports import Import, imports
from autograder.facts._parse import Sources


@dataclass(frozen=True)
class Layer:
    """A part of a tree and what it may know.

    Arguments:
        name: of the layer.
        modules: dotted names; a module belongs to the layer that has the longest name at its beginning.
        may_know: names of layers; it always knows itself.
    """

    name: str
    modules: tuple[str, ...]
    may_know: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Crossing:
    """A way from one layer into one that it may not know.

    Arguments:
        layer, reached: names of the two.
        chain: the imports that lead there; between its ends lie modules of no layer alone.
    """

    layer: str
    reached: str
    chain: tuple[Import, ...]


def crossings(sources: Sources, layers: Sequence[Layer]) -> tuple[Crossing, ...]:
    """Every import that leads from a layer to one that it may not know, by importer, the shortest way each.

    Modules of no layer may be used by all and are seen through: what they import counts as imported by who
    imports them. Imports for types only are left out.
    """
    edges: dict[str, list[Import]] = {}
    for found in imports(sources):
        if found.internal and not found.for_types_only:
            edges.setdefault(found.importer, []).append(found)
    by_name = {layer.name: layer for layer in layers}
    return tuple(
        Crossing(own, reached, chain)
        for module in sources.modules
        if (own := layer_of(layers, module.name)) is not None
        for reached, chain in _reached(layers, edges, module.name)
        if reached != own and reached not in by_name[own].may_know
    )


def layer_of(layers: Sequence[Layer], module: str) -> str | None:
    """The name of the layer that a module belongs to, by its dotted name."""
    found = [
        (len(prefix), layer.name)
        for layer in layers
        for prefix in layer.modules
        if module == prefix or module.startswith(f"{prefix}.")
    ]
    return max(found)[1] if found else None


def _reached(
    layers: Sequence[Layer], edges: Mapping[str, Sequence[Import]], start: str
) -> Iterator[tuple[str, tuple[Import, ...]]]:
    """Each layer that a module reaches, with the shortest way through modules of no layer."""
    ways: dict[str, tuple[Import, ...]] = {start: ()}
    waiting, told = [start], set[str]()
    for name in waiting:
        for edge in edges.get(name, ()):
            if edge.imported in ways:
                continue
            ways[edge.imported] = (*ways[name], edge)
            layer = layer_of(layers, edge.imported)
            if layer is None:
                waiting.append(edge.imported)
            elif layer not in told:
                told.add(layer)
                yield layer, ways[edge.imported]

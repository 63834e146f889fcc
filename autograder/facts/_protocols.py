"""Who stands behind a protocol: the classes of a tree that have all of its methods."""

from __future__ import annotations

import ast
from functools import lru_cache

from autograder.facts._bindings import refers_to
from autograder.facts._module import DEFINITIONS
from autograder.facts._types import Place, Types

ABSTRACT = frozenset({"typing.Protocol", "typing_extensions.Protocol", "abc.ABC"})


def implementations(types: Types, method: Place) -> tuple[Place, ...]:
    """The methods that may be meant where a protocol's method is called.

    Arguments:
        types: of the tree.
        method: of a protocol or an abstract class; for any other function there are none.
    """
    owner = method.module.parents.get(method.node)
    if not isinstance(owner, ast.ClassDef) or not _is_abstract(Place(method.module, owner)):
        return ()
    name = getattr(method.node, "name", "")
    wanted = _methods(owner)
    return tuple(
        Place(place.module, found[name])
        for place, found in _concrete_classes(types)
        if wanted.keys() <= found.keys()
    )


@lru_cache(maxsize=8)
def _concrete_classes(types: Types) -> tuple[tuple[Place, dict[str, ast.AST]], ...]:
    classes = [place for place in types.definitions.values() if isinstance(place.node, ast.ClassDef)]
    return tuple(
        (place, _methods(place.node))
        for place in classes
        if isinstance(place.node, ast.ClassDef) and not _is_abstract(place)
    )


def _is_abstract(place: Place) -> bool:
    """By its own bases: a class made from a protocol is no protocol."""
    bases = place.node.bases if isinstance(place.node, ast.ClassDef) else []
    named = [base.value if isinstance(base, ast.Subscript) else base for base in bases]
    return any(refers_to(place.module, base, ABSTRACT) for base in named)


def _methods(owner: ast.ClassDef) -> dict[str, ast.AST]:
    return {node.name: node for node in owner.body if isinstance(node, DEFINITIONS)}

"""Where the imports of a use case lead to."""

from __future__ import annotations

from collections.abc import Callable

from autograder.facts import Import, Sources, imports

FRAMEWORKS = frozenset({"fastapi", "starlette", "flask", "werkzeug", "django", "pydantic", "uvicorn"})
DATABASE = frozenset({"sqlalchemy", "sqlite3", "psycopg"})
ADAPTERS = "boxoffice.adapters"
PASSED_OVER = ("boxoffice.ports", "boxoffice.settings")


def way_to_framework(sources: Sources, start: str) -> tuple[Import, ...]:
    """The imports that lead from a module to a web framework, the shortest way; nothing where none does."""
    return _way(sources, start, lambda edge: edge.imported.partition(".")[0] in FRAMEWORKS)


def way_to_database(sources: Sources, start: str) -> tuple[Import, ...]:
    """The imports that lead from a use case through others to an adapter or to SQLAlchemy, the shortest way.

    The ports name a type of SQLAlchemy until lesson 04; they and the settings are not the use case's doing.
    """

    def is_end(edge: Import) -> bool:
        return edge.imported.partition(".")[0] in DATABASE or _is_in(edge.imported, (ADAPTERS,))

    return _way(sources, start, is_end, closed=PASSED_OVER)


def _way(
    sources: Sources, start: str, is_end: Callable[[Import], bool], closed: tuple[str, ...] = ()
) -> tuple[Import, ...]:
    edges: dict[str, list[Import]] = {}
    for found in imports(sources):
        if not found.for_types_only and not _is_in(found.importer, closed):
            edges.setdefault(found.importer, []).append(found)
    ways: dict[str, tuple[Import, ...]] = {start: ()}
    waiting = [start]
    for name in waiting:
        for edge in edges.get(name, ()):
            if is_end(edge):
                return (*ways[name], edge)
            if edge.internal and edge.imported not in ways:
                ways[edge.imported] = (*ways[name], edge)
                waiting.append(edge.imported)
    return ()


def _is_in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)

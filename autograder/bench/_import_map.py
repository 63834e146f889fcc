"""The import map: which part of an app knows which, in which layer, and where it should not. It decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autograder.facts import Import, import_circles, imports, parse
from autograder.tree import SourceTree

PACKAGE = "boxoffice"

MAY_KNOW: Mapping[str, frozenset[str]] = {
    "web": frozenset({"services", "ports", "settings", "domain"}),
    "services": frozenset({"ports", "settings", "domain"}),
    "adapters": frozenset({"ports", "settings", "domain"}),
    "ports": frozenset({"domain"}),
    "settings": frozenset(),
    "domain": frozenset(),
}
"""What each layer may import besides itself. `main` may import all of them, and nobody imports `main`."""

FOR_WEB_TOO = frozenset({f"{PACKAGE}.adapters", f"{PACKAGE}.adapters.tables"})
"""Of the adapters, what `web` may import until lesson 03 takes its queries away."""

ROWS = (
    ("main", "main"),
    ("web", "web"),
    ("services", "services"),
    ("files", "files in no layer"),
    ("adapters", "adapters"),
    ("ports", "ports, settings"),
    ("leaves", "files that import no other"),
    ("domain", "domain"),
)
"""The rows of the map from top to bottom: a key, and what is written beside the row."""


class Trouble(StrEnum):
    """What is wrong with an arrow, in a word."""

    NONE = ""
    CIRCLE = "circle"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class Line:
    """One import: where it stands, in which function, and its text."""

    path: str
    number: int
    function: str
    text: str


@dataclass(frozen=True)
class Arrow:
    """One part of the app that imports another.

    Arguments:
        importer, imported: the parts; the same one where a circle lies within it.
        lines: the imports that it stands for.
        trouble: what is wrong with one of them.
    """

    importer: str
    imported: str
    lines: tuple[Line, ...]
    trouble: Trouble


@dataclass(frozen=True)
class Part:
    """A module or package directly below `boxoffice`, and in which row of the map it stands.

    Arguments:
        name: without the package's (`adapters`).
        row: a key of `ROWS`.
        modules: how many modules it has.
    """

    name: str
    row: str
    modules: int


@dataclass(frozen=True)
class ImportMap:
    """Who knows whom.

    Arguments:
        parts: from the top row to the bottom one.
        arrows: the ones in trouble first.
        circles: how many circles there are among the modules.
        unreadable: paths that Python cannot read yet, whose imports are not seen.
    """

    parts: tuple[Part, ...]
    arrows: tuple[Arrow, ...]
    circles: int
    unreadable: tuple[str, ...] = ()

    def breakable_by(self, part: str) -> tuple[str, ...]:
        """The other parts that a change in this one may break: those that import it, directly or not."""
        found = {part}
        while more := {arrow.importer for arrow in self.arrows if arrow.imported in found} - found:
            found |= more
        return tuple(sorted(found - {part}))


def read_import_map(tree: SourceTree) -> ImportMap:
    """Read the imports of an app among its own modules.

    Arguments:
        tree: the app; what lies outside `boxoffice/` is left out.
    """
    sources = parse(tree.under(f"{PACKAGE}/"))
    circles = import_circles(sources)
    on_circles = {(step.importer, step.imported) for circle in circles for step in circle}
    between: dict[tuple[str, str], list[tuple[Import, Line]]] = {}
    for found in imports(sources):
        pair = part_of(found.importer), part_of(found.imported)
        within = pair[0] == pair[1]
        if not found.internal or found.for_types_only or (within and not _on(found, on_circles)):
            continue
        text = sources.by_path[found.path].line(found.line).strip()
        between.setdefault(pair, []).append((found, Line(found.path, found.line, found.function, text)))
    arrows = [
        Arrow(*pair, tuple(line for _, line in both), _trouble((one for one, _ in both), on_circles))
        for pair, both in between.items()
    ]
    arrows.sort(key=lambda arrow: (not arrow.trouble, arrow.trouble, arrow.importer, arrow.imported))
    names = [module.name for module in sources.modules]
    unreadable = tuple(one.path for one in sources.unparsable)
    return ImportMap(_parts(names, between), tuple(arrows), len(circles), unreadable)


def part_of(module: str) -> str:
    """The part of the app that a module belongs to (`boxoffice.web.orders` is in `web`)."""
    return module.removeprefix(f"{PACKAGE}.").split(".")[0]


def is_forbidden(found: Import) -> bool:
    """Whether an import goes where its layer may not; files in no layer may do all but import `main`."""
    importer, imported = part_of(found.importer), part_of(found.imported)
    if importer in (imported, "main"):
        return False
    if importer == "web" and found.imported in FOR_WEB_TOO:
        return False
    return imported == "main" or (importer in MAY_KNOW and imported not in MAY_KNOW[importer])


def _on(found: Import, circles: set[tuple[str, str]]) -> bool:
    return (found.importer, found.imported) in circles


def _trouble(found: Iterable[Import], circles: set[tuple[str, str]]) -> Trouble:
    all_of_them = tuple(found)
    if any(_on(one, circles) for one in all_of_them):
        return Trouble.CIRCLE
    return Trouble.FORBIDDEN if any(map(is_forbidden, all_of_them)) else Trouble.NONE


def _parts(modules: Iterable[str], pairs: Iterable[tuple[str, str]]) -> tuple[Part, ...]:
    names = [part_of(module) for module in modules if module != PACKAGE]
    importing = {importer for importer, imported in pairs if importer != imported}
    order = [key for key, _ in ROWS]
    parts = (Part(name, _row(name, importing), names.count(name)) for name in sorted(set(names)))
    return tuple(sorted(parts, key=lambda part: order.index(part.row)))


def _row(part: str, importing: set[str]) -> str:
    if part == "settings":
        return "ports"
    if part == "main" or part in MAY_KNOW:
        return part
    return "files" if part in importing else "leaves"


def sentence(before: ImportMap, after: ImportMap | None, shown: ImportMap, chosen: Arrow | None) -> str:
    """What to look at, in a sentence or two.

    Arguments:
        before: the app as it was.
        after: the app as it is, where there are two.
        shown: the one of them that the chosen arrow is of.
        chosen: the arrow whose lines are shown.
    """
    unreadable = (after or before).unreadable
    if unreadable:
        return f"Python cannot read {unreadable[0]} yet, so its imports are missing here."
    return " ".join((*_counted(before, after), *_reach(shown, chosen)))


def _counted(before: ImportMap, after: ImportMap | None) -> Iterator[str]:
    if after is None:
        yield f"{_troubles(before)} among {_count(len(before.arrows), 'arrow')}.".capitalize()
    else:
        yield f"Before: {_troubles(before)}. After: {_troubles(after)}."


def _troubles(found: ImportMap) -> str:
    forbidden = sum(arrow.trouble is Trouble.FORBIDDEN for arrow in found.arrows)
    counts = [_count(found.circles, "circle"), *([_count(forbidden, "forbidden arrow")] if forbidden else [])]
    return " and ".join(counts)


def _reach(found: ImportMap, chosen: Arrow | None) -> Iterator[str]:
    if chosen is None:
        return
    names = found.breakable_by(chosen.imported)
    if names:
        yield f"A change in {chosen.imported} may break {_listed(names)}."


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"

"""`layers-kept`: imports run one way, and the web framework stays in the web."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.facts import Crossing, Layer, Sources, crossings, imports, layer_of
from autograder.lessons._app import PACKAGE, app_sources
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._reading import chain, place_of, shown, source, unreadable
from autograder.verdict import Evidence

LEAVES = frozenset({"domain", "ports", "settings"})
TABLES = "adapters.tables"

LAYERS = (
    Layer("main", ("boxoffice.main",), LEAVES | {"web", "services", "adapters", TABLES}),
    Layer("web", ("boxoffice.web",), LEAVES | {"services", TABLES}),
    Layer("services", ("boxoffice.services",), LEAVES),
    Layer("adapters", ("boxoffice.adapters",), LEAVES | {TABLES}),
    # The web may use the tables, and the store that knows them, until lesson 03.
    Layer(TABLES, ("boxoffice.adapters.tables", "boxoffice.adapters.database"), LEAVES | {"adapters"}),
    Layer("ports", ("boxoffice.ports",), frozenset({"domain"})),
    Layer("settings", ("boxoffice.settings",)),
    Layer("domain", ("boxoffice.domain",)),
)
"""What each part of the app may import besides itself."""

NEEDED = ("domain", "ports", "settings", "adapters", "main")
"""Parts without which there is no boundary to keep."""

FRAMEWORKS = frozenset({"fastapi", "starlette", "flask", "django", "werkzeug"})
OF_THE_WEB = frozenset({"web", "main"})


def layers_kept(exam: Examination) -> Finding:
    """Who may know whom."""
    sources = app_sources(exam)
    refused = unreadable(sources) or _missing(sources)
    if refused:
        return refused
    crossed = crossings(sources, LAYERS)
    frameworks = list(_frameworks(sources))
    places = (*shown(_crossing(sources, each) for each in crossed), *shown(frameworks))
    if crossed:
        one = "An import runs" if len(crossed) == 1 else f"{len(crossed)} imports run"
        return Finding(0.0, "forbidden-import", f"{one} against the arrows.", places)
    if frameworks:
        summary = "The web framework is known outside of web and main."
        return Finding(0.0, "framework-outside-web", summary, places)
    return Finding.passed("All imports run one way.")


def _missing(sources: Sources) -> Finding | None:
    there = {layer_of(LAYERS, module.name) for module in sources.modules}
    missing = [name for name in NEEDED if name not in there and not (name == "adapters" and TABLES in there)]
    if not missing:
        return None
    places = [Evidence.text(f"There is no {_where(name)}.") for name in missing]
    summary = "There are no layers yet whose imports could be looked at."
    return Finding.refused("missing-layer", summary, *places)


def _where(name: str) -> str:
    is_folder = name in {"domain", "adapters"}
    return f"{PACKAGE}/{name}/" if is_folder else f"{PACKAGE}/{name}.py"


def _crossing(sources: Sources, crossed: Crossing) -> Evidence:
    words = f"{crossed.layer} must not import {crossed.reached}: {place_of(crossed.chain[0])}."
    if crossed.reached == "main":
        words = f"Nobody imports main, which puts everything together: {place_of(crossed.chain[0])}."
    elif crossed.layer == "web" and crossed.reached == "adapters":
        words = f"web is handed its adapters as ports, it imports none: {place_of(crossed.chain[0])}."
    return chain(sources, words, crossed.chain)


def _frameworks(sources: Sources) -> Iterator[Evidence]:
    """The web framework in a layer below the web. A module of no layer is judged by who imports it."""
    for found in imports(sources):
        layer = layer_of(LAYERS, found.importer)
        root = found.imported.partition(".")[0]
        if layer is not None and layer not in OF_THE_WEB and root in FRAMEWORKS and not found.for_types_only:
            yield source(sources, f"{layer} must not know {root}.", found.path, found.line)

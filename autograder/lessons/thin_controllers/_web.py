"""The web layer as it is read and as it was seen running: whose work stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from autograder.facts import (
    Concern,
    HandlerWork,
    Layers,
    Sources,
    TrickKind,
    Work,
    handler_work,
    imports,
    tricks,
    work_beside,
)
from autograder.probes import Asking, Place, WhoAsks
from autograder.verdict import Evidence, EvidenceKind

MOST_STATEMENTS = 15
"""Of a handler, with those of the helpers that do its work."""

LATER = frozenset({("POST", "/events/{}/cancel"), ("POST", "/checkin/{}")})
"""Check-in and cancel wait for lesson 04."""

FRAMEWORKS = frozenset({"fastapi", "starlette", "flask", "werkzeug", "django"})
USE_CASES, CORE = "boxoffice/services/", ("boxoffice/services/", "boxoffice/domain/")
PASSED_THROUGH = ("boxoffice/adapters/", "boxoffice/ports.py", "boxoffice/settings.py")
WEB = ("boxoffice/web/", "boxoffice/main.py")

Route = tuple[str, str]
"""Method, and path with its parameters' names left out."""


class Fat(StrEnum):
    """What makes a handler fat."""

    QUERY = "queries"
    CALL = "calls of other services"
    RULE = "rules"
    FORM = "length"


KINDS = {Concern.SQL: Fat.QUERY, Concern.UPSTREAM: Fat.CALL, Concern.RULES: Fat.RULE}


@dataclass(frozen=True)
class Fault:
    """One thing that a handler should leave to a use case, and where it was seen."""

    route: Route
    kind: Fat
    evidence: Evidence


def route_of(method: str, path: str) -> Route:
    """A route as it is compared: `POST /orders/{}/refund`."""
    return method, re.sub(r"\{[^}]*\}", "{}", path)


def routes_of(work: HandlerWork) -> tuple[Route, ...]:
    """The routes that a handler answers; a path that cannot be read is none."""
    path = work.handler.route
    return tuple(route_of(method, path) for method in work.handler.methods) if path else ()


def read_faults(sources: Sources) -> Iterator[Fault]:
    """What the text shows of each route but those of later lessons."""
    for work in handler_work(sources):
        routes = routes_of(work) or (("", work.handler.name),)
        for route in routes:
            if route not in LATER:
                yield from _of_handler(sources, route, work)


def beside_faults(sources: Sources) -> Iterator[Fault]:
    """What the web layer does beside its handlers."""
    for work in work_beside(sources):
        words = f"Beside the handlers, {work.function} {work.why}."
        yield Fault(("", ""), KINDS[work.concern], _place(sources, words, work))


def seen_faults(sources: Sources, seen: WhoAsks) -> Iterator[Fault]:
    """What was asked, while the app ran, from somewhere else than a use case."""
    bound = _bound_to_a_framework(sources)
    for asked in seen.served:
        route = route_of(asked.method, asked.route)
        found = ((asking, _asker(asking, bound)) for asking in asked.askings)
        first: dict[Fat, Fault] = {}
        for asking, place in found:
            if place is not None:
                kind = Fat.QUERY if asking.kind == "query" else Fat.CALL
                first.setdefault(kind, Fault(route, kind, _seen(sources, route, asking, place)))
        yield from first.values()


def _seen(sources: Sources, route: Route, asking: Asking, place: Place) -> Evidence:
    word = "a query" if asking.kind == "query" else f"a call of {asking.kind}"
    words = f"While {' '.join(route)} was answered, {word} started here, in no use case."
    snippet = sources.line(place.path, place.line).strip()
    return Evidence.source(words, place.path or "boxoffice", place.line or None, snippet)


def unseen_routes(sources: Sources, seen: WhoAsks) -> Iterator[tuple[Route, Evidence]]:
    """Routes that are answered by a function which is not registered in a way that can be read."""
    judged = [work for work in handler_work(sources) if not LATER.issuperset(routes_of(work) or {("", "")})]
    for running in seen.routes:
        routes = [route_of(method, running.path) for method in running.methods]
        asked = [route for route in routes if route not in LATER and running.path not in OF_FASTAPI]
        if asked and not any(_is_answered_by(work, place) for work in judged for place in running.places):
            yield asked[0], _unseen(sources, asked[0], running.places)


OF_FASTAPI = frozenset({"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"})


def hidden_code(sources: Sources) -> Iterator[Evidence]:
    """Code made of text in the web layer: what it does cannot be read."""
    for trick in tricks(sources):
        if trick.kind is TrickKind.DYNAMIC_CODE and not trick.path.startswith((*CORE, *PASSED_THROUGH)):
            snippet = sources.line(trick.path, trick.line).strip()
            yield Evidence.source(f"Code made of text: {trick.why}.", trick.path, trick.line, snippet)


def _of_handler(sources: Sources, route: Route, work: HandlerWork) -> Iterator[Fault]:
    name = " ".join(route).strip()
    for each in work.work:
        yield Fault(route, KINDS[each.concern], _place(sources, f"{name} {each.why}.", each))
    path, line = work.handler.path, work.handler.line
    snippet = sources.line(path, line).strip()
    if work.statements > MOST_STATEMENTS:
        words = f"{name} has {work.statements} statements with its helpers'; {MOST_STATEMENTS} are plenty."
        yield Fault(route, Fat.FORM, Evidence.source(words, path, line, snippet))
    if len(work.use_cases) > 1:
        names = ", ".join(each.name.removeprefix("boxoffice.") for each in work.use_cases)
        words = f"{name} calls {len(work.use_cases)} use cases ({names}); together they would be one."
        yield Fault(route, Fat.FORM, Evidence.source(words, path, line, snippet))


def _place(sources: Sources, words: str, work: Work) -> Evidence:
    snippet = sources.line(work.path, work.line).strip()
    if len(work.chain) == 1:
        return Evidence.source(words, work.path, work.line, snippet)
    return Evidence(
        EvidenceKind.CHAIN, words, path=work.path, line=work.line, snippet=snippet, chain=work.chain
    )


def _bound_to_a_framework(sources: Sources) -> frozenset[str]:
    """Modules that import a web framework, but for the use case that is asked without one."""
    return frozenset(
        found.path
        for found in imports(sources)
        if found.imported.partition(".")[0] in FRAMEWORKS and not found.for_types_only
        if found.importer not in Layers().proven_elsewhere
    )


def _asker(asking: Asking, bound: frozenset[str]) -> Place | None:
    """The place that asked, if it is no use case's; adapters and modules of no layer are passed over."""
    for place in asking.steps:
        if place.path.startswith(CORE) and place.path not in bound:
            return None
        if place.path.startswith(PASSED_THROUGH):
            continue
        if not place.path or place.path.startswith(WEB) or place.path in bound:
            return place
    return asking.steps[-1] if asking.steps else Place("", 0, "")


def _is_answered_by(work: HandlerWork, place: tuple[str, int]) -> bool:
    """Whether a function that starts in this line (its decorators included) is the handler's, or wraps it."""
    path, line = place
    handler = work.handler
    if path == handler.registered_path == handler.path and handler.registered_line <= line <= handler.line:
        return True
    return any(path == each.path and _starts_in(each.line, each.end_line, line) for each in work.functions)


def _starts_in(first: int, last: int, line: int) -> bool:
    """Whether a line belongs to a function; decorators may stand a few lines above its `def`."""
    return first - DECORATORS <= line <= last


DECORATORS = 6
"""Lines above a `def` that its decorators may take."""


def _unseen(sources: Sources, route: Route, places: tuple[tuple[str, int], ...]) -> Evidence:
    words = f"{' '.join(route)} is answered by code that is not registered in a way that can be read."
    path, line = places[0] if places else ("", 0)
    if not path:
        return Evidence.text(words)
    return Evidence.source(words, path, line, sources.line(path, line).strip())

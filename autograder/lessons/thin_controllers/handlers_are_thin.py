"""`handlers-are-thin`: a handler parses, calls one use case, answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from autograder.facts import Sources, parse
from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._reading import shown, unreadable
from autograder.lessons.thin_controllers._web import (
    Fat,
    Fault,
    Route,
    beside_faults,
    hidden_code,
    read_faults,
    seen_faults,
    unseen_routes,
)
from autograder.probes import WhoAsks, who_asks
from autograder.tree import SourceTree
from autograder.verdict import Evidence

SECONDS = 5.0

Mark = tuple[Route, Fat]

ALL = ("", "")
"""Of work that no handler mentions: any may be the one it is done for."""


def handlers_are_thin(exam: Examination) -> Finding:
    """The share of what made handlers fat that is gone, wherever in the web layer it could hide."""
    sources = exam.once("thin: sources", lambda: parse(exam.tree))
    refused = _hidden(sources) or unreadable(sources)
    if refused:
        return refused
    with exam.room(exam.tree) as room:
        seen = who_asks(room, seconds=SECONDS)
    if seen.failure:
        return refusal_of(seen.failure, exam.tree)
    unseen = dict(unseen_routes(sources, seen))
    if unseen:
        summary = "A route is answered by code that cannot be read, so nobody can call it thin."
        return Finding(0.0, "unseen-handler", summary, shown(unseen.values()))
    return _decided(exam, sources, seen)


def _hidden(sources: Sources) -> Finding | None:
    places = list(hidden_code(sources))
    if not places:
        return None
    return Finding(
        0.0, "hidden-code", "Code that is not there to be read cannot be called thin.", shown(places)
    )


def _decided(exam: Examination, sources: Sources, seen: WhoAsks) -> Finding:
    faults = [*read_faults(sources), *beside_faults(sources), *seen_faults(sources, seen)]
    if not faults:
        return Finding.passed("Every handler parses, calls one use case and answers.")
    before = _marks_before(exam.stage)
    marks = _marks(faults, before)
    share = 1 - len(marks) / len(marks | before)
    return Finding(share, _reason(faults), _summary(faults), shown(_told(faults)))


@lru_cache(maxsize=4)
def _marks_before(stage: SourceTree) -> frozenset[Mark]:
    """What was fat when the exercise began; the same for a whole class."""
    return frozenset((fault.route, fault.kind) for fault in read_faults(parse(stage)))


def _marks(faults: Iterable[Fault], before: frozenset[Mark]) -> set[Mark]:
    """What is still fat, by route and kind. Work beside the handlers counts as that of each fat one."""
    fat_before = {route for route, _ in before}
    marks: set[Mark] = set()
    for fault in faults:
        if fault.route != ALL:
            marks.add((fault.route, fault.kind))
            continue
        routes = fat_before or {ALL}
        marks |= {(route, kind) for route in routes for kind in (fault.kind, Fat.FORM)}
    return marks


REASONS = {
    Fat.QUERY: "query-in-web",
    Fat.CALL: "call-in-web",
    Fat.RULE: "rule-in-web",
    Fat.FORM: "too-long",
}


def _reason(faults: Sequence[Fault]) -> str:
    kinds = {fault.kind for fault in faults}
    return next(reason for kind, reason in REASONS.items() if kind in kinds)


def _summary(faults: Sequence[Fault]) -> str:
    routes = sorted({" ".join(fault.route) for fault in faults if fault.route != ALL})
    kinds = [kind.value for kind in Fat if kind in {fault.kind for fault in faults}]
    what = " and ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)
    if not routes:
        return f"The web layer does what a use case should: {what}."
    one = f"{routes[0]} does" if len(routes) == 1 else f"{len(routes)} handlers do"
    return f"{one} more than translate: {what}."


def _told(faults: Sequence[Fault]) -> list[Evidence]:
    """One of each kind first, then the others."""
    first = {fault.kind: fault for fault in reversed(faults)}
    ordered = [first[kind] for kind in Fat if kind in first]
    return [fault.evidence for fault in (*ordered, *(each for each in faults if each not in ordered))]

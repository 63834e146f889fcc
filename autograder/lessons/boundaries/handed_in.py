"""`handed-in`: an app knows its time, codes, services and settings by `create_app` alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.facts import HiddenInput, InputKind, Sources, hidden_inputs, layer_of
from autograder.lessons._app import app_sources, app_tree
from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons._places import place_of_failure
from autograder.lessons.boundaries._adapters_at_work import asked_at_work
from autograder.lessons.boundaries._reading import shown, source, unreadable
from autograder.lessons.boundaries._settings_made import settings_misses
from autograder.lessons.boundaries._two_apps import Miss, Part, compositions, observed
from autograder.lessons.boundaries.layers_kept import LAYERS, TABLES
from autograder.probes import ComposedApps
from autograder.sandbox import Failure
from autograder.tree import SourceTree
from autograder.verdict import Evidence

PARTS: Mapping[InputKind, Part] = {
    InputKind.CLOCK: Part.TIME,
    InputKind.CHANCE: Part.CODES,
    InputKind.ENVIRONMENT: Part.SERVICES,
}

PLACES: Mapping[InputKind, frozenset[str]] = {
    InputKind.CLOCK: frozenset({"adapters", TABLES, "main"}),
    InputKind.CHANCE: frozenset({"adapters", TABLES, "main"}),
    InputKind.ENVIRONMENT: frozenset({"main"}),
}
"""Where each may be read: where it is handed out from."""

SHOWN_A_PART = 2


@dataclass(frozen=True)
class Observation:
    """What was seen of settings and of two apps of one process, or why they could not be made."""

    misses: tuple[Miss, ...] = ()
    settings: tuple[Evidence, ...] = ()
    astray: str = ""
    failure: Failure | None = None


def handed_in(exam: Examination) -> Finding:
    """Whatever differs between two apps came in by their door."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    seen = exam.once("boundaries: two apps", lambda: _observe(exam))
    if seen.failure:
        return refusal_of(seen.failure, exam.tree)
    broken: dict[Part, list[Evidence]] = {part: [] for part in Part}
    for found in hidden_inputs(sources):
        words = _why_not(sources, found)
        if words:
            broken[PARTS[found.kind]].append(source(sources, words, found.path, found.line))
    clock = asked_at_work(exam).clock
    if clock:
        broken[Part.TIME].append(clock)
    broken[Part.SERVICES].extend(seen.settings)
    for miss in seen.misses:
        broken[miss.part].extend(_told(miss, exam.tree))
    if seen.astray:
        words = f"{seen.astray} went where the environment says; settings and ports say where."
        broken[Part.SERVICES].append(Evidence.text(words))
    return _decided({part: places for part, places in broken.items() if places})


def _observe(exam: Examination) -> Observation:
    randomness = exam.randomness("two apps")
    pair = compositions(randomness, datetime.now(UTC))
    with ComposedApps(exam.room, app_tree(exam)) as composed, composed.serve(*pair) as together:
        if together.failure:
            return Observation(failure=together.failure)
        settings = settings_misses(composed.room, exam.randomness("settings"))
        if isinstance(settings, Failure):
            return Observation(failure=settings)
        misses = observed(together.apps["north"], together.apps["south"], randomness)
        strays = [f"{each.method} {each.path} ({each.service})" for each in together.environment.record]
        return Observation(misses, settings, strays[0] if strays else "")


def _why_not(sources: Sources, found: HiddenInput) -> str | None:
    """Why something may not be read where it is; nothing where it may."""
    layer = layer_of(LAYERS, sources.by_path[found.path].name)
    if layer not in PLACES[found.kind]:
        return f"Here {found.kind.value} is read ({found.name}), and nobody handed it in."
    if found.name.startswith("random.") and not found.name.startswith("random.SystemRandom"):
        return f"What {found.name} gives can be foretold; ticket codes come from secrets."
    return None


def _told(miss: Miss, tree: SourceTree) -> Iterator[Evidence]:
    why = f"{miss.why[0].upper()}{miss.why[1:]}."
    yield Evidence.exchange(why, asked=miss.asked, expected=miss.expected, got=miss.got)
    if miss.failure is not None and miss.failure.path is not None:
        yield place_of_failure(miss.failure, tree)


def _decided(broken: Mapping[Part, list[Evidence]]) -> Finding:
    if not broken:
        return Finding.passed(
            "Two apps of one process know what they were handed, and nothing of one another."
        )
    which = ", ".join(broken)
    places = [each for found in broken.values() for each in found[:SHOWN_A_PART]]
    share = (len(Part) - len(broken)) / len(Part)
    return Finding(share, "not-handed-in", f"Not all is handed in: {which}.", shown(places))

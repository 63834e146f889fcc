"""`no-shared-state`: nothing at the level of a module changes while the app runs, or holds a connection."""

from __future__ import annotations

from autograder.facts import SharedState, Sources, StateKind, shared_state
from autograder.lessons._app import PACKAGE, app_sources
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._reading import shown, source, unreadable
from autograder.verdict import Evidence

ROOT = f"{PACKAGE}.main"
"""Where the app is put together: what it makes there, it hands on."""

_WORDS = {
    StateKind.CONNECTION: "{name} holds a connection that everybody shares. Make it where it is handed out.",
    StateKind.WRITTEN: "{name} is shared by everybody, and {function} writes to it.",
    StateKind.REBOUND: "{name} is shared by everybody, and {function} gives it another value.",
    StateKind.CACHE: "{name} is made once and then the same for everybody, whoever asks.",
}


def no_shared_state(exam: Examination) -> Finding:
    """What two apps of one process share would be known to both."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    shared = [each for each in shared_state(sources) if not _is_put_together(each)]
    if not shared:
        return Finding.passed("No module holds anything that changes.")
    one = "Something is" if len(shared) == 1 else f"{len(shared)} things are"
    places = shown(_place(sources, each) for each in shared)
    return Finding(0.0, "shared-state", f"{one} shared by all who import a module.", places)


def _is_put_together(state: SharedState) -> bool:
    return state.kind is StateKind.CONNECTION and state.name.startswith(f"{ROOT}.")


def _place(sources: Sources, state: SharedState) -> Evidence:
    words = _WORDS[state.kind].format(name=state.name, function=state.function)
    return source(sources, words, state.path, state.line)

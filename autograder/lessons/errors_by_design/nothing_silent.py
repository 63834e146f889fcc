"""`nothing-silent`: no exception ends in silence."""

from __future__ import annotations

from autograder.facts import Silence, silences
from autograder.lessons._app import app_sources
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._meanwhile import GIVEN
from autograder.lessons.errors_by_design._observing import not_started, observed
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import share_of
from autograder.verdict import Evidence

MOST_SHOWN = 4
ENOUGH = 0.5
"""Share of the outcomes of a charge: code that catches nothing because it does nothing earns nothing."""

PLACES = ("boxoffice/services/", "boxoffice/adapters/", "boxoffice/web/")


def nothing_silent(exam: Examination) -> Finding:
    """Every handler raises, logs, answers, or does something about it."""
    refused = unreadable(exam)
    if refused is not None:
        return refused
    silent = [each for each in silences(app_sources(exam)) if each.path.startswith(PLACES)]
    if silent:
        words = "An exception is caught and nobody hears of it: raise, log or answer."
        return Finding.refused("swallowed", words, *(_shown(each) for each in silent[:MOST_SHOWN]))
    return not_started(exam) or _earned(exam)


def _earned(exam: Examination) -> Finding:
    charging = share_of(observed(exam).charging, "", given=GIVEN)
    if charging.share < ENOUGH:
        words = "No exception is swallowed; it counts once half of a charge's outcomes end as they should."
        return Finding.refused("nothing-caught-yet", words, *charging.evidence[:1])
    return Finding.passed("No exception ends in silence.")


def _shown(silence: Silence) -> Evidence:
    return Evidence.source(f"{silence.kind.capitalize()}.", silence.path, silence.line, silence.text)

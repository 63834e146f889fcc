"""What the checks of this lesson look at, observed once: scenes with two providers, and deaths beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import cast

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.errors_by_design._deaths import Drama, wrong_of
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, played
from autograder.lessons.errors_by_design._shop import LATER, Shop
from autograder.lessons.north_star._deployed import DEPLOYED, deployed
from autograder.lessons.north_star._doors import DOORS
from autograder.lessons.north_star._plays import plays
from autograder.lessons.north_star._takeovers import SCENES
from autograder.lessons.north_star._tills import Tills
from autograder.lessons.north_star._without_backup import (
    ALONE,
    ANY_MORE,
    NOBODY,
    nobody_at_all,
    nobody_takes_over,
    not_asked_any_more,
    sold_for_good,
)
from autograder.probes import Crashing, Death, crashing, troubled_app
from autograder.sandbox import Failure
from autograder.verdict import Evidence

Results = Mapping[str, Wrong | None]


@dataclass(frozen=True)
class Observed:
    """What was seen of one app.

    Arguments:
        failure: why it did not start; then nothing else was seen.
        doors, takeovers: what came of each scene, by name.
    """

    failure: Failure | None = None
    doors: Results = field(default_factory=dict)
    takeovers: Results = field(default_factory=dict)


def observed(exam: Examination) -> Observed:
    """Serve the app with two providers, once for all checks."""
    return exam.once("north star: observed", lambda: _observe(exam))


def not_started(exam: Examination) -> Finding | None:
    """The finding about an app that does not start."""
    failure = observed(exam).failure
    if failure is None:
        return None
    where = place(failure.message, failure.path or "", failure.line, exam.tree)
    return Finding.refused("does-not-start", "The app does not start.", where)


def _observe(exam: Examination) -> Observed:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with ThreadPoolExecutor(1) as beside:
        died = beside.submit(_died, exam, now)
        with troubled_app(exam.room, exam.tree, now, with_backup=True) as app:
            if app.failure is not None:
                died.result()
                return Observed(app.failure)
            tills = Tills(app, exam.randomness("north star: tills"), now)
            doors, takeovers = (_played(tills, scenes) for scenes in (DOORS, SCENES))
            without = _without_backup(tills)
        takeovers = {**takeovers, **without, DEPLOYED: deployed(exam, now)}
        return Observed(None, doors, {**takeovers, **died.result()})


def _played(tills: Tills, scenes: Mapping[str, Callable[[Tills], Wrong | None]]) -> Results:
    # These scenes are played at a shop with two tills, and at no other.
    return played(tills, cast(Mapping[str, Scene], scenes))


def _without_backup(tills: Tills) -> Results:
    """The same app with the same orders, where there is no second provider any more."""
    sold = sold_for_good(tills)
    with tills.app.elsewhere(with_backup=False) as app:
        if app.failure is not None:
            words = f"Without a second provider the app does not start: {app.failure.message}"
            wrong = Wrong("does-not-start", "Without a second provider nothing works.", Evidence.text(words))
            return dict.fromkeys((ALONE, NOBODY, ANY_MORE), wrong)
        shop = Shop(app, tills.chance, tills.now)
        scenes: Mapping[str, Scene] = {
            ALONE: nobody_takes_over,
            NOBODY: nobody_at_all,
            ANY_MORE: partial(not_asked_any_more, sold=sold),
        }
        return played(shop, scenes)


def _died(exam: Examination, now: datetime) -> Results:
    """By play, the first thing that was wrong; two processes play at a time."""
    everything = plays(exam.randomness("north star: deaths"), now)
    with (
        crashing(exam.room, exam.tree, with_backup=True) as crashes,
        ThreadPoolExecutor(1) as beside,
    ):
        half = beside.submit(_wrong_in, crashes, everything[::2], now)
        other = _wrong_in(crashes, everything[1::2], now)
        found = {**half.result(), **other}
    return {drama.play.name: found[drama.play.name] for drama in everything}


def _wrong_in(crashes: Crashing, some: Sequence[Drama], now: datetime) -> Results:
    told = crashes.play([drama.play for drama in some], now, now + LATER)
    if isinstance(told, Failure):
        words = f"The app could not be let die: {told.message}"
        wrong = Wrong("did-not-end", "A process does not come to its end.", Evidence.text(words))
        return {drama.play.name: wrong for drama in some}
    every = [*told, *[()] * (len(some) - len(told))]  # what a case did not tell has not ended
    return {drama.play.name: _first_wrong(drama, died) for drama, died in zip(some, every, strict=True)}


def _first_wrong(drama: Drama, died: Sequence[Death]) -> Wrong | None:
    if not died or died[-1].step is not None:
        words = f"{drama.play.name.capitalize()} does not come to its end: {len(died)} deaths, no life."
        return Wrong("did-not-end", "A process does not come to its end.", Evidence.text(words))
    if not any(death.charges for death in died):  # the first cannot be reached by any charge
        words = f"In {drama.play.name} nobody has charged anything, wherever it died."
        return Wrong("not-taken-over", "The second provider does not take over.", Evidence.text(words))
    return next((wrong for wrong in (wrong_of(drama, death) for death in died) if wrong is not None), None)

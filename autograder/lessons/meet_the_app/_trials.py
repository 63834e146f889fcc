"""Spread a learner's net under versions of the app and watch where it twitches."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from autograder.lessons._examination import Examination
from autograder.lessons.meet_the_app._blind import BlindRuns, begin
from autograder.lessons.meet_the_app._holding import (
    HOLDING,
    Holding,
    holding,
    readable,
    run_on,
    test_modules,
)
from autograder.lessons.meet_the_app._net import UNTOUCHED, Net, Trial, net_of
from autograder.lessons.meet_the_app._variants import Variant, variants
from autograder.probes import TestOutcome, TestRun
from autograder.tree import SourceTree

LIKELIEST = 3
"""Tests that are asked about a changed version first. The others are asked where these keep silent."""


@dataclass(frozen=True)
class BlindTrials:
    """How the net did on versions that it cannot tell apart but by asking the app.

    Arguments:
        changed: the runs on changed versions, by the version's id.
        harmless: the run on the version with all the harmless differences in it.
        controls: the runs on the app as it is.
        feigning: the tests that notice a change, where the net is silent on the same change with the harmless
            differences beside it.
    """

    changed: Mapping[str, TestRun]
    harmless: TestRun
    controls: tuple[TestRun, ...]
    feigning: tuple[TestOutcome, ...]


def blind_trials(examination: Examination) -> BlindTrials | None:
    """Run the net on each changed version, on the harmless ones together and on controls, all mixed.

    Whether it holds may not be known yet: then the two longest runs, which need all tests anyway, begin
    while that is seen.

    Returns:
        None where it does not hold on the app as it is.
    """

    def observe() -> BlindTrials | None:
        if not readable(examination.tree):
            return None
        if examination.knows(HOLDING) and not holding(examination).run.silent:
            return None
        net, app, modules = net_of(examination), examination.stage, test_modules(examination.tree)
        chance = examination.randomness("blind trials")
        harmless, alarming = _of_kind(harmless=True), chance.choice(_of_kind(harmless=False))
        pair = {"harmless": _stacked(app, harmless), "alarm": _stacked(app, [*harmless, alarming])}
        with ThreadPoolExecutor(1, thread_name_prefix="pair") as thread:
            runs = begin(thread, lambda files: run_on(net, files, modules), pair, chance)
            base = holding(examination)
            if not base.run.silent:
                thread.shutdown(cancel_futures=True)
                return None
            blind = _tried(net, app, base, chance)
        return BlindTrials(
            changed=blind.runs,
            harmless=runs["harmless"].result(),
            controls=tuple(blind.controls),
            feigning=blind.runs[alarming.id].failed if runs["alarm"].result().silent else (),
        )

    return examination.once("net: blind trials", observe)


def _tried(net: Net, app: SourceTree, base: Holding, chance: random.Random) -> BlindRuns:
    changed = {
        each.id: Trial(each.files(app), base.reach.tests_for(each.lines(app), each.pins))
        for each in _of_kind(harmless=False)
    }
    blind = BlindRuns(net, app, chance, base.limit)
    blind.ask(_parts(changed, slice(LIKELIEST)))
    silent = {name: trial for name, trial in changed.items() if blind.runs[name].silent}
    if blind.steady:
        blind.ask(_parts(silent, slice(LIKELIEST, None)))
    return blind


def _parts(trials: Mapping[str, Trial], part: slice) -> dict[str, Trial]:
    """The trials with a part of their tests each; a later part only where there is one."""
    return {
        name: Trial(trial.files, trial.select[part])
        for name, trial in trials.items()
        if trial.select[part] or not part.start
    }


def twitching(examination: Examination, trials: BlindTrials) -> Mapping[str, TestRun]:
    """The runs on harmless versions, by id. Those on which the net is silent are left out.

    Arguments:
        examination: whose net.
        trials: how it did on all of these versions together.
    """

    def observe() -> Mapping[str, TestRun]:
        if trials.harmless.silent:
            return {}
        base, app, harmless = holding(examination), examination.stage, _of_kind(harmless=True)
        asked = [Trial(each.files(app), base.reach.tests_for(each.lines(app))) for each in harmless]
        runs = net_of(examination).run_all(asked, base.limit, explain=True)
        return {each.id: run for each, run in zip(harmless, runs, strict=True) if _disturbed(run)}

    return examination.once("net: twitching", observe)


def _disturbed(run: TestRun) -> bool:
    return run is not UNTOUCHED and not run.silent


def _of_kind(*, harmless: bool) -> list[Variant]:
    return [variant for variant in variants() if variant.harmless is harmless]


def _stacked(app: SourceTree, laid: Sequence[Variant]) -> Mapping[str, str]:
    """One version with all the differences in it: a net that it leaves silent is silent on each."""
    files: dict[str, str] = {}
    for variant in laid:
        files.update(variant.files(SourceTree({**app.files, **files})))
    return files

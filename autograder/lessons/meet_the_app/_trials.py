"""Spread a learner's net under versions of the app and watch where it twitches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.lessons._examination import Examination
from autograder.lessons.meet_the_app._blind import BlindRuns
from autograder.lessons.meet_the_app._holding import Holding, holding, readable
from autograder.lessons.meet_the_app._net import UNTOUCHED, Net, Trial, open_net
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

    The rooms are made ready first: where checks are asked at the same time, another one is seeing meanwhile
    whether the net holds.

    Returns:
        None where it does not hold on the app as it is.
    """

    def observe() -> BlindTrials | None:
        if not readable(examination.tree):
            return None
        with open_net(examination) as net:
            net.prepare()
            base = holding(examination)
            return _tried(examination, net, base) if base.run.silent else None

    return examination.once("net: blind trials", observe)


def _tried(examination: Examination, net: Net, base: Holding) -> BlindTrials:
    app = examination.stage
    changed = {
        each.id: Trial(each.files(app), base.reach.tests_for(each.lines(app), each.pins))
        for each in _of_kind(harmless=False)
    }
    harmless = _all_harmless(base, app)
    chance = examination.randomness("blind trials")
    alarming = chance.choice(_of_kind(harmless=False))
    alarm = Trial(_stacked(app, [*_of_kind(harmless=True), alarming]), harmless.select)
    pair = {"harmless": harmless, "alarm": alarm}
    blind = BlindRuns(net, app, chance, base.limit)
    blind.ask(_parts(changed, slice(LIKELIEST)), ahead=pair)
    silent = {name: trial for name, trial in changed.items() if blind.runs[name].silent}
    if blind.steady:
        blind.ask(_parts(silent, slice(LIKELIEST, None)))
    noticing = [test for test in blind.runs[alarming.id].failed if test.name in harmless.select]
    return BlindTrials(
        changed={name: blind.runs[name] for name in changed},
        harmless=blind.runs["harmless"],
        controls=tuple(blind.controls),
        feigning=tuple(noticing) if blind.runs["alarm"].silent else (),
    )


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
        if not _disturbed(trials.harmless):
            return {}
        base, app, harmless = holding(examination), examination.stage, _of_kind(harmless=True)
        asked = [Trial(each.files(app), base.reach.tests_for(each.lines(app))) for each in harmless]
        with open_net(examination) as net:
            runs = net.run_all(asked, base.limit, explain=True)
        return {each.id: run for each, run in zip(harmless, runs, strict=True) if _disturbed(run)}

    return examination.once("net: twitching", observe)


def _disturbed(run: TestRun) -> bool:
    return run is not UNTOUCHED and not run.silent


def _of_kind(*, harmless: bool) -> list[Variant]:
    return [variant for variant in variants() if variant.harmless is harmless]


def _all_harmless(base: Holding, app: SourceTree) -> Trial:
    harmless = _of_kind(harmless=True)
    lines = frozenset(line for variant in harmless for line in variant.lines(app))
    return Trial(_stacked(app, harmless), base.reach.tests_for(lines))


def _stacked(app: SourceTree, laid: Sequence[Variant]) -> Mapping[str, str]:
    """One version with all the differences in it: a net that it leaves silent is silent on each."""
    files: dict[str, str] = {}
    for variant in laid:
        files.update(variant.files(SourceTree({**app.files, **files})))
    return files

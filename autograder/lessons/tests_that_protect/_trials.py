"""Put the learner's tests on versions of the app, and see which notice what."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from autograder.lessons._examination import Examination
from autograder.lessons.meet_the_app._blind import BlindRuns, Files, begin
from autograder.lessons.meet_the_app._holding import test_modules
from autograder.lessons.meet_the_app._net import Trial
from autograder.lessons.tests_that_protect._bugs import Bug, bugs
from autograder.lessons.tests_that_protect._printed import printed_anew
from autograder.lessons.tests_that_protect._refactorings import REFACTORINGS, differing, stacked
from autograder.lessons.tests_that_protect._rules import MOST_AT_ONCE, named_by, named_by_id
from autograder.lessons.tests_that_protect._suite import BASE_SECONDS, Holding, holding, suite_of
from autograder.probes import TestOutcome, TestRun

SAMPLED = 5
"""Bugs on which all tests are asked, to see how many rules they name at once."""

LIKELIEST = 2
"""Tests that are asked about a bug first. The others are asked where these keep silent."""


@dataclass(frozen=True)
class Trials:
    """How the tests did on versions that they cannot tell apart but by asking the app.

    Arguments:
        on_bugs: the runs on the bugs, by id; each ended at the first test that failed.
        refactored: the run on the version with all the refactorings in it.
        controls: the runs on the app as it is.
        feigned: whether the tests kept silent on a bug when they were asked as the refactored app is asked,
            though one of them notices it.
        whole: the runs on a few of the bugs that were caught, by id; these went on after a test had failed.
    """

    on_bugs: Mapping[str, TestRun]
    refactored: TestRun
    controls: tuple[TestRun, ...]
    feigned: bool
    whole: Mapping[str, TestRun]

    @property
    def steady(self) -> bool:
        """Whether the tests held on every control."""
        return all(control.silent for control in self.controls)

    def caught(self) -> list[Bug]:
        """The bugs on which a test failed."""
        return [bug for bug in bugs() if self.on_bugs[bug.id].failed]


def trials(examination: Examination) -> Trials:
    """How the tests did on each bug, on all refactorings together and on controls, all mixed.

    Only of tests that hold on the app as it is, see `trials_where_held`.
    """
    seen = trials_where_held(examination)
    assert seen is not None, "who asks has seen that the suite holds"
    return seen


def trials_where_held(examination: Examination) -> Trials | None:
    """Run the tests on each bug, on all refactorings together and on controls, all mixed.

    The two longest runs, which need all tests anyway, begin while it is seen whether these hold.

    Returns:
        None where they do not hold on the app as it is.
    """

    def observe() -> Trials | None:
        app, net, modules = examination.stage, suite_of(examination), test_modules(examination.tree)
        chance = examination.randomness("suite: trials")
        printing = examination.randomness("suite: printing")

        def printed(files: Files) -> Files:
            return printed_anew(files, printing)

        def run(files: Files) -> TestRun:
            return net.run(Trial(files, modules), BASE_SECONDS)

        alarming = chance.choice(bugs())
        with ThreadPoolExecutor(2, thread_name_prefix="suite") as threads:
            held = threads.submit(holding, examination)
            refactored = differing(app, stacked(app))
            pair = {"refactored": printed(refactored), "alarm": printed(alarming.files(app))}
            runs = begin(threads, run, pair, chance)
            versions = {bug.id: printed(bug.files(app)) for bug in bugs()}
            if not held.result().holds:
                threads.shutdown(cancel_futures=True)
                return None
            base = held.result()
            on_bugs = {bug.id: Trial(versions[bug.id], tests_for(base, bug, examination)) for bug in bugs()}
            blind = BlindRuns(net, app, chance, base.limit, printed)
            _ask(blind, on_bugs)
            caught = sorted(name for name in on_bugs if blind.runs[name].failed)
            sample = chance.sample(caught, min(SAMPLED, len(caught)))
            whole = net.run_all([on_bugs[name] for name in sample], base.limit, stop_at_first=False)
        return Trials(
            on_bugs=blind.runs,
            refactored=runs["refactored"].result(),
            controls=tuple(blind.controls),
            feigned=bool(blind.runs[alarming.id].failed) and runs["alarm"].result().silent,
            whole=dict(zip(sample, whole, strict=True)),
        )

    return examination.once("suite: trials", observe)


def _ask(blind: BlindRuns, on_bugs: Mapping[str, Trial]) -> None:
    blind.ask({name: _part(trial, slice(LIKELIEST)) for name, trial in on_bugs.items()})
    silent = {name: trial for name, trial in on_bugs.items() if blind.runs[name].silent}
    rest = {name: _part(trial, slice(LIKELIEST, None)) for name, trial in silent.items()}
    if blind.steady:
        blind.ask({name: trial for name, trial in rest.items() if trial.select})


def tests_for(base: Holding, bug: Bug, examination: Examination) -> tuple[str, ...]:
    """The tests that reach a bug's lines: those first that name a rule which it breaks."""
    reaching = base.reach.tests_for(bug.lines(examination.stage), " ".join(bug.rules))
    return tuple(sorted(reaching, key=lambda test: not named_by_id(test) & bug.rules))


def telling(examination: Examination) -> Mapping[str, TestOutcome | None]:
    """For each bug that was caught a failed test that names a rule which it breaks, or None."""

    def observe() -> Mapping[str, TestOutcome | None]:
        seen, base = trials(examination), holding(examination)
        found = {bug.id: _telling(seen.on_bugs[bug.id], bug) for bug in seen.caught()}
        mute = [bug for bug in seen.caught() if found[bug.id] is None]
        if not mute:
            return found
        asked = [Trial(bug.files(examination.stage), tests_for(base, bug, examination)) for bug in mute]
        runs = suite_of(examination).run_all(asked, base.limit, stop_at_first=False)
        return found | {bug.id: _telling(run, bug) for bug, run in zip(mute, runs, strict=True)}

    return examination.once("suite: telling", observe)


def crowding(examination: Examination) -> tuple[Bug, frozenset[str]] | None:
    """A bug on which failed tests name too many rules, and these rules, if it is so on most of a few bugs."""
    whole = trials(examination).whole
    named = [
        (bug, frozenset(name for outcome in whole[bug.id].failed for name in named_by(outcome)))
        for bug in bugs()
        if bug.id in whole
    ]
    bug, names = sorted(named, key=lambda pair: len(pair[1]))[(len(named) - 1) // 2]
    return (bug, names) if len(names) > MOST_AT_ONCE else None


def twitching(examination: Examination) -> Mapping[str, TestRun]:
    """The runs on single refactorings, by id. Those on which the tests are silent are left out."""

    def observe() -> Mapping[str, TestRun]:
        if trials(examination).refactored.silent:
            return {}
        base, app = holding(examination), examination.stage
        everything = tuple(outcome.name for outcome in base.run.outcomes)
        asked = [Trial(each.files(app), everything) for each in REFACTORINGS]
        runs = suite_of(examination).run_all(asked, base.limit, explain=True)
        pairs = zip(REFACTORINGS, runs, strict=True)
        return {each.id: run for each, run in pairs if not run.silent}

    return examination.once("suite: twitching", observe)


def _part(trial: Trial, part: slice) -> Trial:
    return Trial(trial.files, trial.select[part])


def _telling(run: TestRun, bug: Bug) -> TestOutcome | None:
    return next((outcome for outcome in run.failed if named_by(outcome) & bug.rules), None)

"""Spread a learner's net under versions of the app and watch where it twitches."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from autograder.lessons._examination import Examination
from autograder.lessons.meet_the_app._likeliest import Reach, words_by_test
from autograder.lessons.meet_the_app._variants import Variant, variants
from autograder.probes import LearnerTests, Question, ServingBoxoffices, TestRun
from autograder.sandbox import JSON
from autograder.tree import SourceTree

AS_IT_IS: Mapping[str, str] = {}
CONTROLS = 4
"""Runs on the app as it is, hidden among those on changed versions. A net that tells versions apart by
anything but their behaviour (the order, the time, a counter) fails there too: of 8 points it can
hope for less than one."""

UNTOUCHED = TestRun()
"""Of a version that no test reaches: nothing failed, since nothing ran."""

BASE_SECONDS = 10.0
LEAST_SECONDS = 2.0
PATIENCE = 6.0
"""A version may take this many times as long as the app as it is."""


@dataclass(frozen=True)
class Holding:
    """How the net did on the app as it is.

    Arguments:
        run: all tests, to the end.
        seconds: how long it took, for time limits only.
        reach: how far each test reaches.
    """

    run: TestRun
    seconds: float
    reach: Reach


def test_modules(tree: SourceTree) -> tuple[str, ...]:
    """The modules in which tests are looked for: ``tests/test_*.py``."""
    names = [path for path in tree if path.startswith("tests/")]
    return tuple(path for path in names if path.rpartition("/")[2].startswith("test_"))


def holding(examination: Examination) -> Holding:
    """Run the net on the app as it is, and see how far each test reaches."""

    def observe() -> Holding:
        modules = test_modules(examination.tree)
        with _net(examination) as net:
            start = time.monotonic()
            with net.serving.version(AS_IT_IS, trace=True) as boxoffice:
                run = net.tests.run(boxoffice, modules, seconds=BASE_SECONDS)
                lines = boxoffice.lines_by_test()
            seconds = time.monotonic() - start
        names = [outcome.name for outcome in run.outcomes]
        reached = {name: lines.get(name, frozenset()) for name in names}
        return Holding(run, seconds, Reach(reached, words_by_test(examination.tree.under("tests/"), names)))

    return examination.once("net: holding", observe)


@dataclass(frozen=True)
class Trial:
    """A version of the app (the modules that differ) and the tests to run on it, in order; none, no run."""

    files: Mapping[str, str]
    select: tuple[str, ...]


@dataclass(frozen=True)
class BlindTrials:
    """How the net did on versions that it cannot tell apart but by asking the app.

    Arguments:
        changed: the runs on changed versions, by the version's id.
        harmless: the run on the version with all the harmless differences in it.
        controls: the runs on the app as it is.
        calm_feigned: whether the net kept silent on a changed version when it was asked as the harmless one
            is asked, though a test in that selection notices it.
    """

    changed: Mapping[str, TestRun]
    harmless: TestRun
    controls: tuple[TestRun, ...]
    calm_feigned: bool


def blind_trials(examination: Examination) -> BlindTrials:
    """Run the net on each changed version, on the harmless ones together and on controls, all mixed."""

    def observe() -> BlindTrials:
        trials = _changed(examination)
        chance = examination.randomness("blind trials")
        told = sorted(name for name, trial in trials.items() if trial.select)
        for number, double in enumerate(chance.sample(told, min(CONTROLS, len(told)))):
            trials[f"control {number}"] = _unchanged(examination.stage, trials[double])
        trials["harmless"] = _all_harmless(examination)
        alarming = chance.choice(sorted(variant.id for variant in _of_kind(harmless=False)))
        trials["alarm"] = Trial(trials[alarming].files, trials["harmless"].select)
        names = chance.sample(sorted(trials), len(trials))
        seconds = _limit(holding(examination).seconds)
        with _net(examination) as net:
            net.prepare()
            runs = dict(zip(names, net.run_all([trials[name] for name in names], seconds), strict=True))
        controls = tuple(run for name, run in runs.items() if name.startswith("control "))
        changed = {variant.id: runs[variant.id] for variant in _of_kind(harmless=False)}
        noticing = {test.name for test in changed[alarming].failed} & set(trials["harmless"].select)
        return BlindTrials(changed, runs["harmless"], controls, bool(noticing) and runs["alarm"].silent)

    return examination.once("net: blind trials", observe)


def twitching(examination: Examination) -> Mapping[str, TestRun]:
    """The runs on harmless versions, by id. Those on which the net is silent are left out."""

    def observe() -> Mapping[str, TestRun]:
        if not _disturbed(blind_trials(examination).harmless):
            return {}
        base, app, harmless = holding(examination), examination.stage, _of_kind(harmless=True)
        trials = [Trial(each.files(app), base.reach.tests_for(each.lines(app))) for each in harmless]
        with _net(examination) as net:
            runs = net.run_all(trials, _limit(base.seconds), explain=True)
        return {each.id: run for each, run in zip(harmless, runs, strict=True) if _disturbed(run)}

    return examination.once("net: twitching", observe)


def _disturbed(run: TestRun) -> bool:
    return run is not UNTOUCHED and not run.silent


def _of_kind(*, harmless: bool) -> list[Variant]:
    return [variant for variant in variants() if variant.harmless is harmless]


def _changed(examination: Examination) -> dict[str, Trial]:
    app, base = examination.stage, holding(examination)
    return {
        variant.id: Trial(variant.files(app), base.reach.tests_for(variant.lines(app), variant.pins))
        for variant in _of_kind(harmless=False)
    }


def _all_harmless(examination: Examination) -> Trial:
    app, base, harmless = examination.stage, holding(examination), _of_kind(harmless=True)
    lines = frozenset(line for variant in harmless for line in variant.lines(app))
    return Trial(_stacked(app, harmless), base.reach.tests_for(lines))


def _unchanged(app: SourceTree, double: Trial) -> Trial:
    """The app as it is, laid over itself and asked what a changed version is asked: only behaviour tells."""
    return Trial({path: app[path] for path in double.files}, double.select)


def _stacked(app: SourceTree, harmless: Sequence[Variant]) -> Mapping[str, str]:
    """One version with all the harmless differences in it: a net that it leaves silent is silent on each."""
    files: dict[str, str] = {}
    for variant in harmless:
        files.update(variant.files(SourceTree({**app.files, **files})))
    return files


def _limit(seconds: float) -> float:
    return max(LEAST_SECONDS, PATIENCE * seconds)


@dataclass(frozen=True)
class Net:
    """The learner's tests in a room that has nothing of the app, beside a room that serves it."""

    tests: LearnerTests
    serving: ServingBoxoffices

    def prepare(self) -> None:
        """Do once what all the runs to come begin with, on either side."""
        with ThreadPoolExecutor(1, thread_name_prefix="net") as thread:
            preparing = thread.submit(self.tests.prepare, explain=False)
            self.serving.prepare(questions())
            preparing.result()

    def run_all(self, trials: Sequence[Trial], seconds: float, *, explain: bool = False) -> list[TestRun]:
        """The tests' runs, a process each; each one ends at the first test that fails."""

        def run(trial: Trial) -> TestRun:
            if not trial.select:
                return UNTOUCHED
            with self.serving.version(trial.files) as boxoffice:
                return self.tests.run(
                    boxoffice, trial.select, seconds=seconds, stop_at_first=True, explain=explain
                )

        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="net") as threads:
            return list(threads.map(run, trials))


@contextmanager
def _net(examination: Examination) -> Iterator[Net]:
    with (
        ServingBoxoffices(examination.room, examination.stage) as serving,
        examination.room(examination.tree.under("tests/")) as room,
    ):
        yield Net(LearnerTests(room, serving.upstream_socket), serving)


def questions() -> list[Question]:
    """Some of everything that tests ask of the app, in an order in which it can answer."""
    now = datetime.now(UTC)
    days = [(now + timedelta(days=days)).isoformat() for days in (-1, 0.1, 20)]
    event: JSON = {
        "title": "Rehearsal",
        "venue": {"name": "Old Gasworks", "city": "Ghent"},
        "starts_at": days[2],
        "on_sale_at": days[0],
        "tiers": [{"name": "Standing", "price_cents": 2000, "seats": 100}],
        "promos": [{"code": "TEN", "percent": 10, "starts_at": days[0], "ends_at": days[2], "uses": 5}],
    }
    order: JSON = {
        "event_id": 1,
        "email": "ada@example.org",
        "lines": [{"tier_id": 1, "quantity": 2}],
        "card": "tok_visa",
        "promo": "TEN",
    }
    return [
        ("POST", "/events", event),
        ("GET", "/events", None),
        ("GET", "/events/1", None),
        ("GET", "/quote?event_id=1&lines=1:2", None),
        ("POST", "/orders", order),
        ("GET", "/orders/1", None),
        ("POST", "/checkin/NOBODY", None),
        ("POST", "/orders/1/refund", None),
        ("POST", "/events/1/cancel", None),
    ]

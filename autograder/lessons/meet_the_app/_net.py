"""Spread a learner's net under versions of the app and watch where it twitches."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from autograder.lessons._examination import Examination
from autograder.lessons.meet_the_app._variants import Variant, variants
from autograder.probes import LearnerTests, ServingBoxoffices, TestRun
from autograder.tree import SourceTree

AS_IT_IS: Mapping[str, str] = {}
STEADY_RUNS = 3
"""A net that twitches by chance must not pass for one that notices."""

BASE_SECONDS = 10.0
LEAST_SECONDS = 2.0
PATIENCE = 6.0
"""A version may take this many times as long as the app as it is."""


@dataclass(frozen=True)
class Holding:
    """How the net did on the app as it is, and how long that took (seconds, for time limits only)."""

    runs: tuple[TestRun, ...]
    seconds: float


def test_modules(tree: SourceTree) -> tuple[str, ...]:
    """The modules in which tests are looked for: ``tests/test_*.py``."""
    names = [path for path in tree if path.startswith("tests/")]
    return tuple(path for path in names if path.rpartition("/")[2].startswith("test_"))


def holding(examination: Examination) -> Holding:
    """Run the net on the app as it is, several times."""

    def observe() -> Holding:
        with _net(examination) as (tests, serving):
            start = time.monotonic()
            first = _run(tests, serving, AS_IT_IS, BASE_SECONDS, stop_at_first=False)
            seconds = time.monotonic() - start
            if not first.silent:
                return Holding((first,), seconds)
            again = [AS_IT_IS] * (STEADY_RUNS - 1)
            return Holding((first, *_run_all(tests, serving, again, _limit(seconds))), seconds)

    return examination.once("net: holding", observe)


def noticing(examination: Examination) -> Mapping[str, TestRun]:
    """Run the net on each changed version, by the version's id."""

    def observe() -> Mapping[str, TestRun]:
        changes = [variant for variant in variants() if not variant.harmless]
        # In an order that the net cannot foretell.
        examination.randomness("order of versions").shuffle(changes)
        return _runs(examination, changes)

    return examination.once("net: noticing", observe)


def twitching(examination: Examination) -> Mapping[str, TestRun]:
    """Run the net on the harmless versions, by id. Those on which it is silent are left out."""

    def observe() -> Mapping[str, TestRun]:
        harmless = [variant for variant in variants() if variant.harmless]
        together = _stacked(examination.stage, harmless)
        with _net(examination) as (tests, serving):
            limit = _limit(holding(examination).seconds)
            if _run(tests, serving, together, limit, stop_at_first=True).silent:
                return {}
        runs = _runs(examination, harmless)
        return {name: run for name, run in runs.items() if not run.silent}

    return examination.once("net: twitching", observe)


def _stacked(app: SourceTree, harmless: Sequence[Variant]) -> Mapping[str, str]:
    """One version with all the harmless differences in it: a net that it leaves silent is silent on each."""
    files: dict[str, str] = {}
    for variant in harmless:
        files.update(variant.files(SourceTree({**app.files, **files})))
    return files


def _runs(examination: Examination, chosen: Sequence[Variant]) -> Mapping[str, TestRun]:
    limit = _limit(holding(examination).seconds)
    versions = [variant.files(examination.stage) for variant in chosen]
    with _net(examination) as (tests, serving):
        runs = _run_all(tests, serving, versions, limit)
    return {variant.id: run for variant, run in zip(chosen, runs, strict=True)}


def _limit(seconds: float) -> float:
    return max(LEAST_SECONDS, PATIENCE * seconds)


@contextmanager
def _net(examination: Examination) -> Iterator[tuple[LearnerTests, ServingBoxoffices]]:
    """The learner's tests in a room that has nothing of the app, beside a room that serves it."""
    tests = examination.tree.under("tests/")
    with (
        ServingBoxoffices(examination.room, examination.stage) as serving,
        examination.room(tests) as room,
    ):
        yield LearnerTests(room, test_modules(tests), serving.upstream_socket), serving


def _run(
    tests: LearnerTests,
    serving: ServingBoxoffices,
    files: Mapping[str, str],
    seconds: float,
    *,
    stop_at_first: bool,
) -> TestRun:
    with serving.version(files) as boxoffice:
        return tests.run(boxoffice, seconds=seconds, stop_at_first=stop_at_first)


def _run_all(
    tests: LearnerTests, serving: ServingBoxoffices, versions: Sequence[Mapping[str, str]], seconds: float
) -> list[TestRun]:
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="net") as threads:
        return list(
            threads.map(lambda files: _run(tests, serving, files, seconds, stop_at_first=True), versions)
        )

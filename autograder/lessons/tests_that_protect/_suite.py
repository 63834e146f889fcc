"""The learner's tests on the app as it is: in any order, at any time, however it is written."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from autograder.lessons._examination import Examination
from autograder.lessons.meet_the_app._holding import explained, test_modules
from autograder.lessons.meet_the_app._likeliest import Reach, words_by_test
from autograder.lessons.meet_the_app._net import Net, net_of
from autograder.lessons.tests_that_protect._printed import printed_anew
from autograder.probes import ServingRules, TestRun
from autograder.tree import SourceTree

BASE_SECONDS = 20.0
LEAST_SECONDS = 2.0
PATIENCE = 6.0
"""A version may take this many times as long as the app as it is."""

REWRITTEN = ("boxoffice/domain/", "boxoffice/services/", "boxoffice/web/problems.py")
"""Where the modules lie that are written anew each time."""


@dataclass(frozen=True)
class Holding:
    """How the tests did on the app as it is.

    Arguments:
        run: all of them, in order, now.
        again: all of them, the last one first, at another time, on the app written anew; None where they did
            not hold at first. Of two tests that lean on one another, one then lacks what it leans on.
        then: what the clocks showed during `again`; aware.
        seconds: how long the first run took, for time limits only.
        reach: how far each test reaches.
    """

    run: TestRun
    again: TestRun | None
    then: datetime | None
    seconds: float
    reach: Reach

    @property
    def limit(self) -> float:
        """Seconds that the tests get for a version."""
        return max(LEAST_SECONDS, PATIENCE * self.seconds)

    @property
    def holds(self) -> bool:
        """Whether every test passed both times."""
        return self.run.silent and self.again is not None and self.again.silent


def tests_of(examination: Examination) -> SourceTree:
    """What the submission wrote below `tests/`."""
    return examination.tree.under("tests/")


def suite_of(examination: Examination) -> Net:
    """The tests in one room, the app with its rules and its clock in another."""
    return net_of(examination, ServingRules)


def holding(examination: Examination) -> Holding:
    """Run the tests on the app as it is, see how far each reaches, and run them again."""

    def observe() -> Holding:
        modules, chance = test_modules(examination.tree), examination.randomness("suite: again")
        net = suite_of(examination)
        start = time.monotonic()
        with net.serving.version({}, trace=True) as boxoffice:
            run = net.tests.run(boxoffice, modules, seconds=BASE_SECONDS, explain=False)
            lines = boxoffice.lines_by_test()
        seconds = time.monotonic() - start
        names = [outcome.name for outcome in run.outcomes]
        then = _another_time(chance) if run.silent else None
        again = _again(net, examination.stage, names, chance, then) if then else None
        reached = {name: lines.get(name, frozenset()) for name in names}
        reach = Reach(reached, words_by_test(tests_of(examination), names))
        return Holding(explained(net, run, modules, BASE_SECONDS), again, then, seconds, reach)

    return examination.once("suite: holding", observe)


def _again(net: Net, app: SourceTree, names: list[str], chance: random.Random, now: datetime) -> TestRun:
    serving = net.serving
    assert isinstance(serving, ServingRules), "whoever opens a suite serves rules"
    written = {path: text for path, text in app.files.items() if path.startswith(REWRITTEN)}
    with serving.version(printed_anew(written, chance), now=now) as boxoffice:
        return net.tests.run(boxoffice, names[::-1], seconds=BASE_SECONDS, now=now)


def _another_time(chance: random.Random) -> datetime:
    """A moment of the next years: any time of day, the end of months and leap days among them."""
    return datetime.now(UTC) + timedelta(seconds=chance.randrange(60 * 86_400, 3_000 * 86_400))

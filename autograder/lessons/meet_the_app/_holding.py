"""How a learner's net does on the app as it is."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.facts import parse
from autograder.lessons._examination import Examination
from autograder.lessons.meet_the_app._likeliest import Reach, words_by_test
from autograder.lessons.meet_the_app._net import Net, Trial, net_of
from autograder.probes import TestRun
from autograder.tree import SourceTree

HOLDING = "net: holding"
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

    @property
    def limit(self) -> float:
        """Seconds that the net gets for a version."""
        return max(LEAST_SECONDS, PATIENCE * self.seconds)


def test_modules(tree: SourceTree) -> tuple[str, ...]:
    """The modules in which pytest looks for tests: ``test_*.py`` and ``*_test.py`` below ``tests/``."""
    names = {path: path.rpartition("/")[2] for path in tree if path.startswith("tests/")}
    return tuple(
        path for path, name in names.items() if name.startswith("test_") or name.endswith("_test.py")
    )


def readable(tree: SourceTree) -> bool:
    """Whether there are tests to run: test modules, and nothing beside them that is not Python."""
    return bool(test_modules(tree)) and not parse(tree.under("tests/")).unparsable


def holding(examination: Examination) -> Holding:
    """Run the net on the app as it is, and see how far each test reaches."""

    def observe() -> Holding:
        net, modules = net_of(examination), test_modules(examination.tree)
        start = time.monotonic()
        with net.serving.version({}, trace=True) as boxoffice:
            run = net.tests.run(boxoffice, modules, seconds=BASE_SECONDS, explain=False)
            lines = boxoffice.lines_by_test()
        seconds = time.monotonic() - start
        names = [outcome.name for outcome in run.outcomes]
        reached = {name: lines.get(name, frozenset()) for name in names}
        reach = Reach(reached, words_by_test(examination.tree.under("tests/"), names))
        return Holding(explained(net, run, modules, BASE_SECONDS), seconds, reach)

    return examination.once(HOLDING, observe)


def run_on(net: Net, files: Mapping[str, str], tests: Sequence[str]) -> TestRun:
    """A run on a version, up to the first test that fails, before it is known how long the net takes."""
    return net.run(Trial(files, tuple(tests)), BASE_SECONDS)


def explained(net: Net, run: TestRun, tests: Sequence[str], seconds: float) -> TestRun:
    """A run on the app as it is, with what the assertions of its failed tests compared.

    They are run once more for it: to explain takes longer than most tests do, and most nets hold.

    Arguments:
        net: whose tests.
        run: without explanations.
        tests: what was run.
        seconds: time limit.

    Returns:
        the run as it is, where no test failed, or none fails the second time.
    """
    if not run.failed:
        return run
    again = net.run(Trial({}, tuple(tests)), seconds, explain=True, stop_at_first=False)
    return again if again.failed else run

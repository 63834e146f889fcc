"""Runs on versions of an app in an order that only the secret knows, with the app as it is among them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from autograder.lessons.meet_the_app._net import Net, Trial
from autograder.probes import TestRun
from autograder.tree import SourceTree

T = TypeVar("T")

CONTROLS = 4
"""Runs on the app as it is, hidden among those on changed versions. A net that tells versions apart by
anything but their behaviour (the order, the time, a counter) fails there too: of 8 points it can
hope for less than one."""

Files = Mapping[str, str]


class BlindRuns:
    """Trials in an order that only the secret knows, with controls among them.

    Arguments:
        net: the tests beside the versions.
        app: as it is.
        chance: the order, and what is doubled by controls.
        seconds: time limit for a run.
        printed: how the modules of a control are written; by default as the app has them.

    Attributes:
        runs: the last run on each version, by the trial's name.
        controls: the runs on the app as it is.
    """

    def __init__(
        self,
        net: Net,
        app: SourceTree,
        chance: random.Random,
        seconds: float,
        printed: Callable[[Files], Files] = dict,
    ) -> None:
        self._net, self._app, self._chance, self._seconds = net, app, chance, seconds
        self._printed = printed
        self.runs: dict[str, TestRun] = {}
        self.controls: list[TestRun] = []

    @property
    def steady(self) -> bool:
        """Whether the net held on every control."""
        return all(control.silent for control in self.controls)

    def ask(self, trials: Mapping[str, Trial]) -> None:
        """Run trials on changed versions, by name."""
        told = sorted(name for name, trial in trials.items() if trial.select)
        doubled = self._chance.sample(told, min(CONTROLS, len(told)))
        controls = {f"control of {name}": self._unchanged(trials[name]) for name in doubled}
        asked = _shuffled({**trials, **controls}, self._chance)
        runs = dict(zip(asked, self._net.run_all([*asked.values()], self._seconds), strict=True))
        self.controls += [runs.pop(name) for name in controls]
        self.runs.update(runs)

    def _unchanged(self, double: Trial) -> Trial:
        """The app as it is, laid over itself and asked what a changed version is: only behaviour tells."""
        return Trial(self._printed({path: self._app[path] for path in double.files}), double.select)


def begin(
    thread: ThreadPoolExecutor,
    run: Callable[[Files], TestRun],
    pair: Mapping[str, Files],
    chance: random.Random,
) -> Mapping[str, Future[TestRun]]:
    """Run all tests on two versions, in an order that only the secret knows.

    Arguments:
        thread: asks one after the other. Whoever comes to no end on one is not waited for on the other.
        run: all tests on a version.
        pair: the versions, by name: of the one the tests should notice nothing, of the other something.
        chance: the order.

    Returns:
        the runs to come, by the version's name.
    """
    (one, first), (other, second) = _shuffled(pair, chance).items()
    ran = thread.submit(run, first)
    return {one: ran, other: thread.submit(lambda: ran.result() if ran.result().failure else run(second))}


def _shuffled(things: Mapping[str, T], chance: random.Random) -> dict[str, T]:
    return {name: things[name] for name in chance.sample(sorted(things), len(things))}

"""Runs on versions of an app in an order that only the secret knows, with the app as it is among them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from autograder.lessons.meet_the_app._net import Net, Trial
from autograder.probes import TestRun
from autograder.tree import SourceTree

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

    def ask(self, trials: Mapping[str, Trial], ahead: Mapping[str, Trial] | None = None) -> None:
        """Run trials.

        Arguments:
            trials: on changed versions, by name.
            ahead: the longest ones, which begin: their selections tell them from the others anyway.
        """
        told = sorted(name for name, trial in trials.items() if trial.select)
        doubled = self._chance.sample(told, min(CONTROLS, len(told)))
        controls = {f"control of {name}": self._unchanged(trials[name]) for name in doubled}
        asked = {**self._shuffled(ahead or {}), **self._shuffled({**trials, **controls})}
        runs = dict(zip(asked, self._net.run_all([*asked.values()], self._seconds), strict=True))
        self.controls += [runs.pop(name) for name in controls]
        self.runs.update(runs)

    def _unchanged(self, double: Trial) -> Trial:
        """The app as it is, laid over itself and asked what a changed version is: only behaviour tells."""
        return Trial(self._printed({path: self._app[path] for path in double.files}), double.select)

    def _shuffled(self, trials: Mapping[str, Trial]) -> dict[str, Trial]:
        return {name: trials[name] for name in self._chance.sample(sorted(trials), len(trials))}

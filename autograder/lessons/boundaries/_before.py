"""Walks through the app as the exercise found it: ours, and the same for many submissions, so kept."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from autograder.probes import Walk
from autograder.tree import SourceTree

SCENARIOS = 4
"""Walks to draw from: taking a new one with the old app for each submission takes as long as judging it."""

MOST_KEPT = 64


@dataclass(frozen=True)
class Scenario:
    """What makes two walks the same.

    Arguments:
        seed: of prices, quantities and names; nobody who does not know the course's secret can foretell it.
        now: the full hour in which both are taken.
    """

    seed: bytes
    now: datetime

    def randomness(self) -> random.Random:
        """Random numbers, from the start."""
        return random.Random(self.seed)  # noqa: S311 - cases, no keys


def scenario(randomness: random.Random, secret: bytes, now: datetime) -> Scenario:
    """Draw a scenario.

    Arguments:
        randomness: of the submission.
        secret: of the course.
        now: aware.
    """
    word = f"walk {randomness.randrange(SCENARIOS)}".encode()
    seed = hmac.new(secret, word, hashlib.sha256).digest()
    return Scenario(seed, now.replace(minute=0, second=0, microsecond=0))


@dataclass
class WalksOfBefore:
    """The walks through apps of ours that were taken lately. Safe to use from several threads."""

    _kept: OrderedDict[tuple[str, Scenario], Walk] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, tree: SourceTree, drawn: Scenario, take: Callable[[], Walk]) -> Walk:
        """The walk of a scenario through an app, taken if there is none yet."""
        key = (tree.digest, drawn)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        taken = take()
        with self._lock:
            self._kept[key] = taken
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return taken

"""A scenario: a story that asks the app over HTTP and yields what it saw beside what the rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .shop import Shop


@dataclass(frozen=True)
class Seen:
    """One thing that a scenario saw.

    Arguments:
        what: names it within its scenario.
        answer: what the app gave, reduced to what the rules speak of.
        expected: what it should be by the rules of the business.
    """

    what: str
    answer: Any
    expected: Any


Story = Callable[[Shop], Iterator[Seen]]


@dataclass(frozen=True)
class Scenario:
    """A story under its name."""

    name: str
    story: Story


SCENARIOS: list[Scenario] = []


def scenario(story: Story) -> Story:
    """Take a story into the suite; its name is the function's."""
    SCENARIOS.append(Scenario(story.__name__, story))
    return story

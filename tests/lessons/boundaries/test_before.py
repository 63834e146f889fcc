"""The walks of before are drawn by the course's secret, and taken once."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from autograder.lessons.boundaries._before import MOST_KEPT, SCENARIOS, Scenario, WalksOfBefore, scenario
from autograder.probes import Walk
from autograder.tree import SourceTree

NOW = datetime(2031, 5, 6, 7, 48, 9, tzinfo=UTC)
TREE = SourceTree({"boxoffice/main.py": "x = 1\n"})


def drawn(secret: bytes) -> set[bytes]:
    return {scenario(random.Random(number), secret, NOW).seed for number in range(50)}


def test_few_scenarios_are_drawn_and_others_for_another_secret() -> None:
    assert len(drawn(b"one")) == SCENARIOS
    assert not drawn(b"one") & drawn(b"two")


def test_a_scenario_stands_at_the_full_hour_and_its_chance_begins_anew() -> None:
    one = scenario(random.Random(1), b"x", NOW)
    assert one.now == NOW.replace(minute=0, second=0)
    assert one.randomness().random() == one.randomness().random()


def test_a_walk_is_taken_once_for_each_app_and_scenario() -> None:
    walks, taken = WalksOfBefore(), list[str]()

    def take() -> Walk:
        taken.append("walk")
        return Walk((), (str(len(taken)),))

    one = Scenario(b"1", NOW)
    assert walks.get(TREE, one, take) is walks.get(TREE, one, take)
    walks.get(TREE.with_file("boxoffice/db.py", ""), one, take)
    walks.get(TREE, Scenario(b"2", NOW), take)
    assert len(taken) == 3


def test_old_walks_are_forgotten() -> None:
    walks = WalksOfBefore()
    for number in range(MOST_KEPT + 1):
        walks.get(TREE, Scenario(b"1", NOW + timedelta(hours=number)), lambda: Walk((), ()))
    again = list[str]()

    def take() -> Walk:
        again.append("walk")
        return Walk((), ())

    walks.get(TREE, Scenario(b"1", NOW), take)
    assert again == ["walk"]

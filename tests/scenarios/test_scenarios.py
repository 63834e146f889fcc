"""Every scenario on the app of every stage, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from autograder.stages import after, before
from autograder.syllabus import load
from autograder.tree import SourceTree

from . import buying, catalogue, door, promos, refunds, reports  # noqa: F401 - importing takes their stories in
from .app_process import AppProcess
from .departures import DEPARTURES, departure
from .scenario import SCENARIOS, Scenario
from .shop import Shop


@dataclass(frozen=True)
class Stage:
    """The app after so many lessons are done; None: before the first."""

    done: int | None
    tree: SourceTree

    @property
    def lessons(self) -> int:
        return -1 if self.done is None else self.done

    def __str__(self) -> str:
        return "messy" if self.done is None else f"after-{self.done:02}"


def stages() -> Iterator[Stage]:
    """The stages at which the app itself is another one."""
    stage = Stage(None, _app(before(load().lessons[0])))
    yield stage
    for lesson in load().ready:
        tree = _app(after(lesson))
        if tree.digest != stage.tree.digest:
            stage = Stage(lesson.number, tree)
            yield stage


def cases() -> Iterator[Any]:
    """Every stage on SQLite; on PostgreSQL too, which takes longer, the first and the last."""
    every = list(stages())
    for stage in every:
        yield pytest.param(stage, "sqlite", id=f"{stage}-sqlite")
        if stage in (every[0], every[-1]):
            yield pytest.param(stage, "postgresql", id=f"{stage}-postgresql", marks=pytest.mark.postgresql)


def _app(tree: SourceTree) -> SourceTree:
    return SourceTree({path: tree[path] for path in tree if path.startswith(("boxoffice/", "scripts/"))})


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
@pytest.mark.parametrize(("stage", "database"), list(cases()))
def test_the_app_answers_as_the_rules_say_but_for_its_known_wounds(
    stage: Stage, database: str, scenario: Scenario, app_of: Callable[[SourceTree, str], AppProcess]
) -> None:
    answers, expected = {}, {}
    for seen in scenario.story(Shop(app_of(stage.tree, database))):
        assert seen.what not in answers, f"{seen.what} twice: a departure could not name it"
        known = departure(scenario.name, seen.what, stage.lessons)
        answers[seen.what] = seen.answer
        expected[seen.what] = known.answer if known else seen.expected
        assert not known or known.answer != seen.expected, (
            f"{seen.what}: no departure, the rules say the same"
        )
    assert answers == expected
    assert {each.what for each in DEPARTURES if each.scenario == scenario.name} <= answers.keys()


def test_every_departure_is_of_a_scenario() -> None:
    assert {each.scenario for each in DEPARTURES} <= {scenario.name for scenario in SCENARIOS}

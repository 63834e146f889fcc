"""Run learners' tests against a served app.

What comes back is a learner's word. It is no verdict: it earns only by telling versions of the app apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.probes._inside import program
from autograder.probes._serving import Boxoffice
from autograder.sandbox import JSON, Failure, Program, Room, Value

OUTCOMES = frozenset({"passed", "failed"})
TEXT = 600


@dataclass(frozen=True)
class TestOutcome:
    """How one test ended.

    Arguments:
        name: the test's id, `tests/test_net.py::test_a_group_pays_less`.
        passed: whether it passed.
        message: why it failed, as its assertion says.
        line: where it failed, counted from 1 in its module; 0 where that is not known.
    """

    __test__ = False

    name: str
    passed: bool
    message: str = ""
    line: int = 0

    @property
    def path(self) -> str:
        """The module of the test."""
        return self.name.partition("::")[0]


@dataclass(frozen=True)
class TestRun:
    """How the tests ended against one app.

    Arguments:
        outcomes: the tests that ran.
        broken: what could not be collected: its name and why.
        failure: why there are no outcomes, such as a time limit.
    """

    __test__ = False

    outcomes: tuple[TestOutcome, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    failure: Failure | None = None

    @property
    def failed(self) -> tuple[TestOutcome, ...]:
        """The tests that did not pass."""
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)

    @property
    def silent(self) -> bool:
        """Whether tests ran and every one of them passed."""
        return bool(self.outcomes) and not (self.failed or self.broken or self.failure)


class LearnerTests:
    """The tests of one submission.

    Arguments:
        room: holds the test modules, and nothing of the app.
        upstream_socket: where the apps' upstream services listen.
    """

    __test__ = False

    def __init__(self, room: Room, upstream_socket: Path) -> None:
        self._room, self._upstream_socket = room, upstream_socket

    def prepare(self, *, explain: bool = True) -> None:
        """Make ready what runs need that explain, or that do not. Those of the other kind begin anew."""
        self._room.prepare(_program(), {"explain": explain})

    def run(
        self,
        boxoffice: Boxoffice,
        select: Sequence[str],
        *,
        seconds: float,
        stop_at_first: bool = False,
        explain: bool = True,
        now: datetime | None = None,
    ) -> TestRun:
        """Run them in a process of their own.

        Arguments:
            boxoffice: the app that they ask.
            select: modules or single tests (`tests/test_net.py::test_fee`), run in this order.
            seconds: time limit.
            stop_at_first: end at the first test that fails.
            explain: whether a failed assertion says what it compared. Takes its time.
            now: what time it is for the tests (aware); None is the time of the machine.
        """
        argument: JSON = {
            "control": boxoffice.control,
            "select": [*select],
            "stop_at_first": stop_at_first,
            "explain": explain,
            "now": now.isoformat() if now else None,
        }
        reach = (boxoffice.served, self._upstream_socket)
        outcome = self._room.run(_program(), argument, seconds=seconds, reach=reach)
        return parsed(outcome.json) if isinstance(outcome, Value) else TestRun(failure=outcome)


def _program() -> Program:
    return program("learner_tests", "fixtures")


def parsed(answer: object) -> TestRun:
    """A run from what came out of the sandbox, taken only where it has the right form."""
    match answer:
        case {"outcomes": dict() as outcomes, "broken": list() as broken}:
            return TestRun(_outcomes(outcomes), _broken(broken))
    return TestRun(broken=(("tests", "the tests' outcome could not be read"),))


def _outcomes(outcomes: Mapping[Any, Any]) -> tuple[TestOutcome, ...]:
    found = []
    for name, outcome in outcomes.items():
        match outcome:
            case [str() as word, str() as message, int() as line] if word in OUTCOMES:
                found.append(TestOutcome(str(name)[:TEXT], word == "passed", message[:TEXT], line))
    return tuple(found)


def _broken(broken: list[Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(item[0])[:TEXT], str(item[1])[:TEXT])
        for item in broken
        if isinstance(item, list | tuple) and len(item) > 1
    )

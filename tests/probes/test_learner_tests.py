"""What is told of learners' tests: how each ended, what a failure said, and at which line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder import syllabus
from autograder.probes import LearnerTests, ServingBoxoffices, TestOutcome
from autograder.sandbox import Sandbox, default_isolation
from autograder.stages import before_exercise
from autograder.tree import SourceTree

APP = before_exercise(syllabus.load().lesson("00"))
TESTS = """\
import json
import unittest

import pytest


def titles(client):
    return [event["title"] for event in client.get("/events").json()]


def test_passes(client):
    assert titles(client) == []


def test_compares(client):
    assert titles(client) == ["Late Show"]  # 16


def test_fails_in_a_library():
    json.loads("{")  # 20


def test_fails_in_a_helper():
    helper()


def helper():
    raise ValueError("from below")  # 28


def test_fails_in_a_helper_that_hides():
    hidden()  # 32


def hidden():
    __tracebackhide__ = True
    pytest.fail("look above")


@pytest.fixture
def broken():
    raise OSError("nothing here")  # 42


def test_fails_before_it_begins(broken):
    pass


def test_has_a_part_that_fails(subtests):
    with subtests.test("second", size=2):
        assert 1 == 2  # 51


class TestOld(unittest.TestCase):
    def test_fails_the_old_way(self):
        self.assertEqual(1, 2)  # 56
"""
LINES = {
    "test_passes": 0,
    "test_compares": 16,
    "test_fails_in_a_library": 20,
    "test_fails_in_a_helper": 28,
    "test_fails_in_a_helper_that_hides": 32,
    "test_fails_before_it_begins": 42,
    "test_has_a_part_that_fails": 51,
    "test_fails_the_old_way": 56,
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(default_isolation()) as sandbox:
        yield sandbox


@contextmanager
def learner(sandbox: Sandbox, text: str = TESTS) -> Iterator[tuple[LearnerTests, ServingBoxoffices]]:
    tree = SourceTree({"tests/test_net.py": text})
    with ServingBoxoffices(sandbox.room, APP) as serving, sandbox.room(tree) as room:
        yield LearnerTests(room, serving.upstream_socket), serving


def outcomes(tests: LearnerTests, serving: ServingBoxoffices, *, explain: bool) -> dict[str, TestOutcome]:
    with serving.version({}) as boxoffice:
        run = tests.run(boxoffice, ["tests/test_net.py"], seconds=20, explain=explain)
    assert (run.broken, run.failure) == ((), None)
    return {outcome.name.rpartition("::")[2]: outcome for outcome in run.outcomes}


@pytest.mark.parametrize("explain", [True, False])
@pytest.mark.parametrize("prepared", [True, False])
def test_a_failure_is_told_with_its_line_in_the_test_module(
    sandbox: Sandbox, *, prepared: bool, explain: bool
) -> None:
    with learner(sandbox) as (tests, serving):
        if prepared:
            tests.prepare(explain=False)
        found = outcomes(tests, serving, explain=explain)
    assert {name: outcome.line for name, outcome in found.items()} == LINES
    assert [name for name, outcome in found.items() if outcome.passed] == ["test_passes"]
    assert "from below" in found["test_fails_in_a_helper"].message
    assert found["test_has_a_part_that_fails"].message.startswith("[second size=2] ")
    assert found["test_fails_the_old_way"].message == "AssertionError: 1 != 2"


@pytest.mark.parametrize("prepared", [True, False])
def test_what_an_assertion_compared_is_told_where_it_is_asked_for(
    sandbox: Sandbox, *, prepared: bool
) -> None:
    with learner(sandbox) as (tests, serving):
        if prepared:
            tests.prepare(explain=False)
        told = [
            outcomes(tests, serving, explain=explain)["test_compares"].message for explain in (True, False)
        ]
    assert told[0].startswith("AssertionError: assert [] == ['Late Show']")
    assert told[1] == "AssertionError"


def test_what_keeps_a_module_from_loading_is_told_whole(sandbox: Sandbox) -> None:
    with learner(sandbox, "raise ValueError('one\\ntwo')\n") as (tests, serving):
        tests.prepare(explain=False)
        with serving.version({}) as boxoffice:
            run = tests.run(boxoffice, ["tests/test_net.py"], seconds=20, explain=False)
    ((name, why),) = run.broken
    assert name == "tests/test_net.py"
    assert re.findall(r"^E +(.*)$", why, re.M) == ["ValueError: one", "two"]

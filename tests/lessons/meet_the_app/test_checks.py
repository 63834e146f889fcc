"""Lesson 00's checks on nets that tell versions apart by something else than the app's behaviour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from autograder import syllabus
from autograder.grading import Grader
from autograder.lessons.meet_the_app import _holding
from autograder.probes import LearnerTests, TestRun
from autograder.sandbox import Sandbox
from autograder.stages import solution_notebook
from autograder.submission import Write, from_operations, read_notebook
from autograder.verdict import State, Verdict

LESSON = syllabus.load().lesson("00")
NET = next(
    item.text for item in read_notebook(solution_notebook(LESSON)).operations if isinstance(item, Write)
)
SELECTED = """
import pytest

SELECTED = []


@pytest.fixture(autouse=True)
def selected(request):
    SELECTED[:] = request.session.items
"""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(secret=b"of these tests") as grader:
        yield grader


def judged(grader: Grader, text: str) -> Verdict:
    return grader.grade(LESSON, from_operations([Write("tests/test_net.py", text, 1)]))


@pytest.mark.bubblewrap
def test_a_net_that_fails_whenever_only_some_of_its_tests_are_asked_is_unsteady(grader: Grader) -> None:
    verdict = judged(grader, f"{NET}{SELECTED}    assert len(SELECTED) == {NET.count('def test_')}\n")
    assert verdict.result("net-holds").state is State.PASSED
    assert verdict.result("net-notices").reason == "unsteady"
    assert verdict.points == 0


@pytest.mark.bubblewrap
def test_a_net_that_knows_how_the_harmless_versions_are_asked_and_keeps_silent_there_is_unsteady(
    grader: Grader,
) -> None:
    silent = rf"    assert (\1) or len(SELECTED) == {NET.count('def test_')}"
    verdict = judged(grader, re.sub(r"^    assert (.*)$", silent, NET, flags=re.M) + SELECTED)
    assert verdict.result("net-notices").points > 4
    assert verdict.result("net-is-calm").reason == "unsteady"
    assert verdict.result("net-is-calm").points == 0


@pytest.mark.parametrize(
    ("net", "reason"), [("def test_events(client:\n", "does-not-parse"), ("", "no-tests")]
)
def test_a_net_that_cannot_be_read_is_refused_without_a_room(
    net: str, reason: str, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sandbox, "room", None)  # whoever asks for one could not be judged
    path = "tests/test_net.py" if net else "tests/notes.py"
    verdict = grader.grade(LESSON, from_operations([Write(path, net, 1)]))
    assert [result.reason for result in verdict.results] == [reason, "net-does-not-hold", "net-does-not-hold"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("assert client.get('/events').json()", "test-fails"),  # and once more, to explain it
        ("while True: pass", "tests-did-not-end"),  # and once more, without neighbours
    ],
)
def test_a_net_that_does_not_hold_is_tried_on_nothing_else(
    body: str, reason: str, monkeypatch: pytest.MonkeyPatch, grader: Grader
) -> None:
    run, counted = LearnerTests.run, []

    def counting(*arguments: Any, **named: Any) -> TestRun:
        counted.append(1)
        return run(*arguments, **named)

    monkeypatch.setattr(LearnerTests, "run", counting)
    monkeypatch.setattr(_holding, "BASE_SECONDS", 2.0)
    verdict = judged(grader, f"def test_events(client):\n    {body}\n")
    assert (verdict.result("net-holds").reason, len(counted)) == (reason, 2)
    assert verdict.points == 0


def test_a_net_of_one_test_that_asserts_nothing_is_too_thin_to_be_calm(grader: Grader) -> None:
    verdict = judged(grader, "def test_events(client):\n    client.get('/events')\n")
    assert [result.reason for result in verdict.results] == ["passed", "changes-unnoticed", "net-too-thin"]
    assert verdict.points == 0


def test_what_is_unnoticed_is_named_with_what_would_pin_it(grader: Grader) -> None:
    (without_quote,) = [
        part for part in re.split(r"(?=^def )", NET, flags=re.M) if "another_smallest" in part
    ]
    verdict = judged(grader, NET.replace(without_quote, ""))
    (evidence,) = verdict.result("net-notices").evidence
    assert "the quote of one cheap ticket" in evidence.message


@pytest.mark.bubblewrap
def test_a_test_that_fails_on_all_harmless_changes_together_and_on_none_alone_is_unsteady(
    grader: Grader,
) -> None:
    # Of the harmless changes only one alters a quote's fields, and only one an order's number.
    both = """

def test_both(client):
    event = new_event(client)
    order = buy(client, event).json()
    quoted = quote(client, event, 1).json()
    assert order["id"] < 7000 or "currency" not in quoted
"""
    verdict = judged(grader, NET + both)
    assert verdict.result("net-notices").points == 8
    assert (verdict.result("net-is-calm").reason, verdict.result("net-is-calm").points) == ("unsteady", 0)

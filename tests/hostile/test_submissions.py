"""Every hostile submission as a notebook, through the whole line: it earns what its honest content earns."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from autograder.grading import Grader
from autograder.lessons.meet_the_app import _holding
from autograder.submission import Submission, Write, read_notebook
from autograder.syllabus import load
from autograder.verdict import State, Verdict
from tests.hostile._attack import ESCAPED, REFUNDS, RIGHT, Attack, handed_in
from tests.hostile._corpus import ATTACKS, CORPUS
from tests.hostile._grounds import Footprint, Grounds, eventually, strays

pytestmark = pytest.mark.bubblewrap

LONGEST_SECONDS = 120.0
"""For one verdict on a busy machine; it is below five on a quiet one."""

LONGEST_VERDICT = 100_000
"""Characters of a verdict's JSON, whatever a submission says."""

Record = Callable[[str, object], None]


def graded(grader: Grader, attack: Attack, ground: Grounds) -> Verdict:
    verdict = grader.grade(load().lesson(attack.lesson), read_notebook(attack.build(ground.targets)))
    return Verdict.from_json(verdict.to_json())


def honest() -> Submission:
    return read_notebook(handed_in({REFUNDS: RIGHT}))


def test_the_corpus_is_large_enough_and_every_attack_says_what_it_tries() -> None:
    assert len(CORPUS) == 8
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 100
    assert all(attack.why for attack in ATTACKS)


NO_PYTHON = {"hides_null_bytes", "is_nested_deeply"}
"""Attacks by a source that Python cannot read."""


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_attack_is_spoilt_by_a_slip_of_its_own(attack: Attack, ground: Grounds) -> None:
    submission = read_notebook(attack.build(ground.targets))
    texts = [item.text for item in submission.operations if isinstance(item, Write)]
    readable = all(_is_python(text) for text in texts)
    assert readable or attack.name in NO_PYTHON


def _is_python(text: str) -> bool:
    try:
        compile(text, "attack", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.level}-{attack.name}")
def test_an_attack_earns_what_its_honest_content_earns_and_harms_nobody(
    attack: Attack,
    grader: Grader,
    ground: Grounds,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Record,
) -> None:
    if attack.base_seconds is not None:
        monkeypatch.setattr(_holding, "BASE_SECONDS", attack.base_seconds)
    grader.warm_up()
    before, start = Footprint.now(), time.monotonic()

    verdict = graded(grader, attack, ground)
    seconds = time.monotonic() - start
    said = verdict.to_json()
    after_it = grader.grade(load().lesson("01"), honest())

    forged = not attack.least <= verdict.points <= attack.most
    escaped = [word for word in (ESCAPED, ground.targets.word) if word in said] + ground.traces()

    def left_over() -> list[str]:
        return [*Footprint.now().more_than(before), *strays()]

    left = [] if eventually(lambda: not left_over()) else left_over()
    lost = [result.check for result in verdict.results if result.state is State.NOT_JUDGED]
    harmed = after_it.points != after_it.max_points
    outcome = {"forged": forged, "outside": bool(escaped), "left over": bool(left), "lost": bool(lost)}
    record_property("hostile submission", {"level": attack.level, **outcome, "neighbour": harmed})

    assert not forged, f"{verdict.points} points: {said}"
    assert not escaped, said
    assert not left, "\n".join(left)
    assert not lost, said
    assert not harmed, after_it.to_json()
    assert seconds < LONGEST_SECONDS
    assert len(said) < LONGEST_VERDICT

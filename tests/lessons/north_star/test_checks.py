"""The checks of lesson 09 on its solution with one thing changed. The kept submissions prove the rest."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from autograder.lessons.errors_by_design._scenes import Wrong
from autograder.lessons.framework_is_a_detail._door_rules import DoorCase
from autograder.lessons.north_star import CHECKS
from autograder.lessons.north_star._deployed import DEPLOYED
from autograder.lessons.north_star._door_rule import HoursCase, _cases
from autograder.lessons.north_star._earlier import CHECKS as EARLIER
from autograder.lessons.north_star._earlier import lasting
from autograder.lessons.north_star._observing import Observed
from autograder.lessons.north_star._paylane import paylane_cases
from autograder.lessons.north_star._plays import plays
from autograder.lessons.north_star._takeovers import SCENES
from autograder.lessons.north_star._tills import ASKED
from autograder.lessons.north_star._without_backup import ALONE, ANY_MORE
from autograder.lessons.north_star._without_takeover import GIVEN
from autograder.lessons.north_star.takes_over import taken_over
from autograder.syllabus import load
from autograder.tree import SourceTree
from autograder.verdict import Evidence
from tests.lessons.conftest import Examine
from tests.lessons.north_star.conftest import Judge

CHARGING = "boxoffice/services/charging.py"
PAYLANE = "boxoffice/adapters/paylane.py"
START = datetime(2031, 5, 6, 20, tzinfo=UTC)


def test_every_lasting_check_of_the_lessons_before_is_asked_by_its_own_code() -> None:
    asked = [*lasting(9)]
    assert {lesson.slug for lesson, _ in asked} == set(EARLIER)
    for lesson, check in asked:
        assert EARLIER[lesson.slug][check.id]
    assert len(asked) == sum(check.invariant for lesson in load().lessons[:9] for check in lesson.checks)


def test_an_app_that_was_not_touched_earns_nothing(examine: Examine, stage: object) -> None:
    exam = examine(tree=stage)
    found = {name: CHECKS[name](exam) for name in CHECKS if name != "same-answers"}
    assert {finding.share for finding in found.values()} == {0.0}
    assert found["nothing-lost"].reason == found["changes-stay-home"].reason == "nothing-new"


@pytest.mark.parametrize(
    ("minutes", "right"), [(-91, "too-early"), (-90, None), (239, None), (240, "too-late")]
)
def test_hours_open_with_their_first_moment_and_close_before_their_last(
    minutes: int, right: str | None
) -> None:
    hours = (timedelta(minutes=90), timedelta(minutes=240))
    ticket = DoorCase(START + timedelta(minutes=minutes), START, paid=True, cancelled=False, used=False)
    assert HoursCase(ticket, hours).right == right


def test_the_cases_of_the_door_have_every_answer_with_hours_and_without() -> None:
    cases = [*_cases(random.Random(7))]
    nought = [case.right for case in cases if case.hours is not None and not case.hours[0]]
    assert len(nought) >= 3
    assert {"too-early", None} <= set(nought)
    for own in (True, False):
        right = {case.right for case in cases if (case.hours is not None) == own}
        assert right >= {None, "too-early", "too-late", "used", "refunded", "event-cancelled"}


def test_paylane_is_asked_each_call_in_each_trouble() -> None:
    cases = [*paylane_cases(random.Random(7))]
    unclear = [case.call.method for case in cases if case.reason == "unclear"]
    assert {method: unclear.count(method) for method in unclear} == {
        "charge": 13,
        "find": 11,
        "void": 11,
        "refund": 11,
    }
    once = [case.call.method for case in cases if case.reason == "many-requests"]
    assert once == ["charge", "find", "void", "refund"]
    assert sum(case.is_basic for case in cases) == 4


def test_what_was_right_before_is_part_of_the_scenes_and_earns_nothing() -> None:
    assert set(GIVEN) < set(SCENES)


@pytest.mark.parametrize(("reason", "half"), [("wrong-till", 1), ("money-kept", 0.5), (ASKED, 0)])
def test_one_situation_costs_itself_or_half_where_money_is_lost_or_all_where_somebody_is_charged_twice(
    examine: Examine, reason: str, half: float
) -> None:
    exam = examine()
    wrong = Wrong(reason, "It is wrong.", Evidence.text("What was seen."))
    takeovers = {**dict.fromkeys([*SCENES, ALONE, ANY_MORE, DEPLOYED]), "refunded": wrong}
    exam.once("north star: observed", lambda: Observed(None, {}, takeovers))
    earning = len(SCENES) - len(GIVEN) + 1
    finding = taken_over(exam)
    assert finding.share == pytest.approx(half * (earning - 1) / earning)
    assert (finding.reason, finding.evidence) == (reason, (wrong.evidence,))


def test_every_play_has_a_first_provider_that_nobody_reaches() -> None:
    told = plays(random.Random(7), START)
    assert len({drama.play.name for drama in told}) == 4
    assert all(drama.play.trouble is not None for drama in told)


@pytest.mark.parametrize(
    ("old", "new", "reason", "share"),
    [
        ('said.get("state") == REFUSED', 'said.get("state") == "no"', "declined", 0.75),
        ('f"{euros}.{rest:02d}"', 'f"{euros}.{rest}"', "wrong-amount", 0.5),
        ("raise failure_of(error) from error", 'raise PaymentFailed("?") from error', "not-reached", 0),
        ("raise failure_of(error) from error", 'raise Declined("?") from error', "unclear", 0),
    ],
)
def test_an_adapter_that_breaks_one_promise_is_told_which(
    judge: Judge, old: str, new: str, reason: str, share: float
) -> None:
    finding = judge("speaks-paylane", (PAYLANE, old, new))
    assert (finding.share, finding.reason) == (share, reason)


def test_an_adapter_that_says_not_reached_where_it_may_have_been_earns_nothing(
    examine: Examine, good: SourceTree
) -> None:
    text = good[PAYLANE].replace("raise failure_of(error) from error", "raise NotReached() from error")
    text = text.replace("import Declined, PaymentFailed", "import Declined, NotReached, PaymentFailed")
    finding = CHECKS["speaks-paylane"](examine({PAYLANE: text}))
    assert (finding.share, finding.reason) == (0, "says-not-reached")


def test_code_that_keeps_an_eye_on_who_looks_is_refused_unrun(judge: Judge) -> None:
    for check in CHECKS:
        finding = judge(check, (CHARGING, "import logging\n", "import inspect\nimport logging\n"))
        assert finding.reason == "meddling"


def test_an_old_wound_is_told_with_its_line(judge: Judge) -> None:
    finding = judge("nothing-lost", (PAYLANE, ", timeout=PATIENCE", ""))
    assert (finding.share, finding.reason) == (0, "old-wound")
    assert finding.evidence[0].path == PAYLANE


def test_an_app_that_does_not_start_is_told_with_its_line(judge: Judge) -> None:
    finding = judge("takes-over", (CHARGING, "log = logging", "import nowhere\n\nlog = logging"))
    assert finding.reason == "does-not-start"
    assert finding.evidence[0].path == CHARGING

from collections.abc import Iterator

import pytest

from autograder import syllabus
from autograder.grading import Grader
from autograder.grading._grader import NOT_JUDGED, decide
from autograder.lessons import Finding
from autograder.sandbox import Isolation, Sandbox, default_isolation
from autograder.stages import released_notebook
from autograder.submission import Write, from_operations, read_notebook
from autograder.verdict import Evidence, State, Verdict

LESSON = syllabus.load().lesson("00")
HOLDS, NOTICES, CALM = LESSON.checks
SMALL_NET = """
def test_no_events(client):
    answer = client.get("/events")
    assert (answer.status_code, answer.json()) == (200, [])
"""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(isolation=default_isolation(), secret=b"a test's") as grader:
        yield grader


def submission(text: str, path: str = "tests/test_net.py"):
    return from_operations([Write(path, text, 1)])


def test_the_released_notebook_itself_is_not_tried_and_earns_nothing(grader: Grader) -> None:
    verdict = grader.grade(LESSON, read_notebook(released_notebook(LESSON)))
    assert {result.state for result in verdict.results} == {State.NOT_TRIED}
    assert verdict.points == 0
    assert verdict.max_points == 10


def test_only_the_checks_that_are_wanted_are_in_the_verdict(grader: Grader) -> None:
    verdict = grader.grade(LESSON, submission(SMALL_NET), only=["net-holds"])
    assert [(result.check, result.state) for result in verdict.results] == [("net-holds", State.PASSED)]


def test_whoever_wants_reasons_alone_is_not_kept_waiting_for_the_conditions(grader: Grader) -> None:
    lesson = syllabus.load().lesson("01")
    wrong = submission("def refund_amount(*_):\n    return 0, 0\n", "boxoffice/refunds.py")
    asked = [grader.grade(lesson, wrong, ["flat-functions"], conditions=each) for each in (True, False)]
    assert [verdict.result("flat-functions").state for verdict in asked] == [State.PARTLY, State.PASSED]


@pytest.mark.parametrize(("alone", "rooms"), [(True, 1), (False, 2)])
def test_who_died_is_judged_once_more_where_a_neighbour_may_have_been_the_cause(
    alone: bool, rooms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    original = Sandbox.room
    monkeypatch.setattr(Sandbox, "room", lambda *a, **named: opened.append(a) or original(*a, **named))
    dies = submission("import os\n\nos._exit(3)\n", "boxoffice/refunds.py")
    with Grader(secret=b"a test's", alone=alone) as grader:
        verdict = grader.grade(syllabus.load().lesson("01"), dies, ["same-answers"])
    assert verdict.points == 0
    assert len(opened) == rooms


def test_the_same_submission_gets_the_same_verdict_from_another_grader(grader: Grader) -> None:
    broken = submission("def test_events(client)\n    pass\n")
    with Grader(isolation=Isolation.NONE, secret=b"another") as other:
        ours, theirs = grader.grade(LESSON, broken), other.grade(LESSON, broken)
    assert ours.results == theirs.results
    assert ours.submission == theirs.submission
    assert theirs.isolated is False


def test_what_could_not_be_read_is_in_the_notes(grader: Grader) -> None:
    verdict = grader.grade(LESSON, read_notebook(b"not a notebook"))
    assert verdict.points == 0
    assert len(verdict.notes) == 1
    assert "JupyterLab" in verdict.notes[0]


def test_a_file_that_is_a_folder_too_is_the_learners_failure_and_no_crash(grader: Grader) -> None:
    both = [Write("tests/test_net.py", SMALL_NET, 1), Write("tests/test_net.py/test_a.py", SMALL_NET, 2)]
    verdict = grader.grade(LESSON, from_operations(both))
    assert verdict.points == 0
    assert verdict.result("net-holds").reason == "cannot-be-written"


def test_a_verdict_comes_back_from_its_json_as_it_was(grader: Grader) -> None:
    verdict = grader.grade(LESSON, submission("def test_events(client)\n    pass\n"))
    assert Verdict.from_json(verdict.to_json()) == verdict


def test_a_json_text_of_another_version_or_form_is_refused() -> None:
    for text in ("{}", "[]", '{"version": 99}', "no"):
        with pytest.raises(ValueError, match=r"verdict|version|Expecting"):
            Verdict.from_json(text)


def test_points_are_the_share_of_what_a_check_is_worth() -> None:
    result = decide(NOTICES, Finding(0.25, "changes-unnoticed", "A quarter."), [])
    assert (result.points, result.state) == (2.0, State.PARTLY)


def test_while_a_condition_does_not_hold_nothing_earns_points_and_the_card_says_why() -> None:
    result = decide(NOTICES, Finding.passed("All of them."), [HOLDS])
    assert (result.points, result.state) == (0.0, State.PARTLY)
    assert "net-holds" in result.summary


def test_a_failure_of_ours_is_no_refusal() -> None:
    assert decide(CALM, NOT_JUDGED, []).state is State.NOT_JUDGED


def test_a_refusal_keeps_its_evidence() -> None:
    evidence = Evidence.source("here", "tests/test_net.py", 3, "assert False")
    assert decide(HOLDS, Finding.refused("test-fails", "One fails.", evidence), []).evidence == (evidence,)

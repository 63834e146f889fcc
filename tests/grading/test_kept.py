"""What was found is found again without running anything, and anew where something changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.grading import Grader, KeptFindings
from autograder.grading import _grader as grader_module
from autograder.grading._kept import Versioned
from autograder.lessons import Finding
from autograder.sandbox import Isolation
from autograder.submission import Submission, Write, from_operations
from autograder.syllabus import load
from autograder.verdict import Evidence, Verdict

LESSON = load().lesson("01")
FOUND = Finding(
    0.5,
    "wrong-answer",
    "Half of it.",
    (
        Evidence.exchange("A case.", asked="f(1)", expected="1", got="2"),
        Evidence.source("A place.", "boxoffice/refunds.py", 3, "x = 1"),
    ),
)
KEY = "ab" * 32


def wrong() -> Submission:
    return from_operations([Write("boxoffice/refunds.py", "def refund_amount(:\n", 1)])


def graded(kept: KeptFindings, secret: bytes = b"of this test") -> Verdict:
    with Grader(isolation=Isolation.NONE, secret=secret, kept=kept) as grader:
        return grader.grade(LESSON, wrong())


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checks that were really asked."""
    asked: list[str] = []
    find = grader_module._find

    def noted(spec, checks, examination):
        asked.append(spec.id)
        return find(spec, checks, examination)

    monkeypatch.setattr(grader_module, "_find", noted)
    return asked


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    KeptFindings(tmp_path).keep(KEY, {"same-answers": Versioned("1", FOUND)})
    assert KeptFindings(tmp_path).of(KEY) == {"same-answers": Versioned("1", FOUND)}


def test_findings_of_other_checks_stay(tmp_path: Path) -> None:
    kept = KeptFindings(tmp_path)
    kept.keep(KEY, {"one": Versioned("1", FOUND)})
    kept.keep(KEY, {"two": Versioned("1", FOUND)})
    assert set(kept.of(KEY)) == {"one", "two"}


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"format": 2, "findings": {}}', '{"format": 1}', "null"])
def test_a_damaged_file_is_none(tmp_path: Path, damaged: str) -> None:
    kept = KeptFindings(tmp_path)
    kept.keep(KEY, {"one": Versioned("1", FOUND)})
    next(tmp_path.rglob("*.json")).write_text(damaged)
    assert kept.of(KEY) == {}


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    place = tmp_path / "a-file"
    place.write_text("")
    kept = KeptFindings(place)
    kept.keep(KEY, {"one": Versioned("1", FOUND)})
    assert kept.of(KEY) == {}


def test_the_second_verdict_is_the_first_and_asks_no_check(tmp_path: Path, judged: list[str]) -> None:
    first = graded(KeptFindings(tmp_path))
    assert judged == [check.id for check in LESSON.checks]
    judged.clear()
    assert graded(KeptFindings(tmp_path)) == first
    assert judged == []
    assert first.checks


def test_a_changed_check_is_asked_again_and_no_other(
    tmp_path: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    graded(KeptFindings(tmp_path))
    judged.clear()
    version_of = grader_module.version_of
    monkeypatch.setattr(
        grader_module,
        "version_of",
        lambda lesson, check: "new" if check == "named-rules" else version_of(lesson, check),
    )
    graded(KeptFindings(tmp_path))
    assert judged == ["named-rules"]


def test_another_secret_asks_other_cases(tmp_path: Path, judged: list[str]) -> None:
    graded(KeptFindings(tmp_path))
    judged.clear()
    graded(KeptFindings(tmp_path), secret=b"another")
    assert judged == [check.id for check in LESSON.checks]


def test_what_could_not_be_judged_is_not_kept(
    tmp_path: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> Finding:
        raise RuntimeError("our own fault")

    checks = {**grader_module.checks_of(LESSON), "named-rules": broken}
    with monkeypatch.context() as patched:
        patched.setattr(grader_module, "checks_of", lambda _: checks)
        assert graded(KeptFindings(tmp_path)).result("named-rules").reason == "not-judged"
    judged.clear()
    assert graded(KeptFindings(tmp_path)).result("named-rules").reason != "not-judged"
    assert judged == ["named-rules"]

"""What a class's verdicts come to, and which submissions look alike."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.authoring._submissions import as_notebook
from autograder.grading import ClassReport, Graded, HandedIn, class_report
from autograder.grading._likeness import alike, fingerprints
from autograder.show import report_page
from autograder.stages import content_root, released_notebook
from autograder.submission import read_notebook
from autograder.syllabus import load
from autograder.tree import SourceTree
from autograder.verdict import CheckResult, Evidence, State, Verdict

LESSON = load().lesson("01")
KEPT = content_root() / "tests" / "submissions" / LESSON.slug
SECRET = b"of this test"


def text_of(name: str) -> str:
    return (KEPT / name / "boxoffice" / "refunds.py").read_text("utf-8")


def result(check: str, state: State, reason: str, evidence: str = "") -> CheckResult:
    spec = LESSON.check(check)
    points = spec.points if state is State.PASSED else 0.0
    seen = (Evidence.source("Seen.", "boxoffice/refunds.py", 1, evidence),) if evidence else ()
    return CheckResult(check, state, points, spec.points, reason, "In a sentence.", seen)


def handed_in(folder: Path, student: str, kept: str, *results: CheckResult) -> Graded:
    path = folder / f"{student}.ipynb"
    path.write_bytes(
        as_notebook(SourceTree({"boxoffice/refunds.py": text_of(kept)}), released_notebook(LESSON))
    )
    by_id = {each.check: each for each in results}
    whole = [by_id.get(check.id) or result(check.id, State.PASSED, "passed") for check in LESSON.checks]
    verdict = Verdict(LESSON.slug, read_notebook(path).digest, tuple(whole), isolated=True)
    return Graded(HandedIn(student, LESSON, path), verdict)


@pytest.fixture
def graded(tmp_path: Path) -> list[Graded]:
    wrong = result("same-answers", State.REFUSED, "wrong-answer", "ada_byrons_total = 1")
    held_back = result("flat-functions", State.PARTLY, "passed")
    vague = result("telling-names", State.REFUSED, "vague-name", "x = 1")
    return [
        handed_in(tmp_path, "Ada Byron", "wrong-order", wrong, held_back),
        handed_in(tmp_path, "Bob", "right-match", vague),
        handed_in(tmp_path, "Cem", "right-table"),
        handed_in(tmp_path, "Dee", "right-table"),
    ]


def made(graded: list[Graded], *, anonymous: bool = False) -> ClassReport:
    return class_report(graded, secret=SECRET, anonymous=anonymous)


def test_each_check_has_its_states_and_its_reasons(graded: list[Graded]) -> None:
    (standing,) = made(graded).lessons
    checks = {each.spec.id: each for each in standing.checks}
    assert checks["same-answers"].states == {State.REFUSED: 1, State.PASSED: 3}
    (reason,) = checks["same-answers"].reasons
    assert (reason.word, reason.count) == ("wrong-answer", 1)
    assert reason.example is not None
    assert reason.example.snippet == "ada_byrons_total = 1"
    assert standing.median == 9


def test_what_a_condition_holds_back_is_no_refusal(graded: list[Graded]) -> None:
    (standing,) = made(graded).lessons
    flat = next(each for each in standing.checks if each.spec.id == "flat-functions")
    assert (flat.held_back, flat.reasons) == (1, ())


def test_two_that_hand_in_the_same_look_alike_and_others_do_not(graded: list[Graded]) -> None:
    (standing,) = made(graded).lessons
    assert [(pair.one, pair.other, pair.share) for pair in standing.alike] == [("Cem", "Dee", 1.0)]


def test_without_names_neither_a_name_nor_a_line_of_code_is_on_the_page(graded: list[Graded]) -> None:
    named = report_page(made(graded), "Class", datetime.now(UTC))
    assert "Ada Byron" in named
    assert "ada_byrons_total" in named
    page = report_page(made(graded, anonymous=True), "Class", datetime.now(UTC))
    for word in ("Ada", "ada_byrons", "Bob", "Cem", "Dee"):
        assert word not in page
    assert "student 4" in page


def test_the_numbers_do_not_follow_the_alphabet_and_stay(graded: list[Graded]) -> None:
    first, again = made(graded, anonymous=True), made(graded, anonymous=True)
    other = class_report(graded, secret=b"another", anonymous=True)
    assert first.lessons[0].points == again.lessons[0].points
    assert first.lessons[0].points != other.lessons[0].points


def test_what_a_student_is_called_cannot_write_into_the_page(tmp_path: Path) -> None:
    one = handed_in(tmp_path, "Bob", "right-match")
    evil = Graded(HandedIn("<script>alert(1)</script>", LESSON, one.handed_in.path), one.verdict)
    page = report_page(made([evil]), "<b>Class</b>", datetime.now(UTC))
    assert "<script>" not in page
    assert "<b>Class" not in page


class TestLikeness:
    def test_names_numbers_and_comments_hide_nothing(self) -> None:
        text = text_of("right-table")
        renamed = text.replace("refund", "payback").replace("14", "15").replace("\n\n", "\n# mine\n\n")
        assert fingerprints(SourceTree({"a.py": text})) == fingerprints(SourceTree({"b.py": renamed}))

    def test_what_was_handed_out_is_nobodys(self) -> None:
        given = SourceTree({"a.py": text_of("right-table")})
        assert alike({"one": given, "other": given}, [given]) == ()

    def test_what_many_have_says_nothing_about_two_of_them(self) -> None:
        tree = SourceTree({"a.py": text_of("right-table")})
        assert alike({f"student{number}": tree for number in range(12)}, []) == ()

    def test_different_right_answers_are_not_alike(self) -> None:
        # One in a package is another's ladder of ifs, cut into modules.
        paths = sorted(KEPT.glob("right-*/boxoffice/refunds.py"))
        written = {path.parts[-3]: SourceTree({"refunds.py": path.read_text("utf-8")}) for path in paths}
        assert len(written) >= 6
        assert alike(written, [SourceTree({"refunds.py": text_of("starter-touched")})]) == ()

    @pytest.mark.parametrize("text", ["def (:\n", "'''", "\x00", "x = (\n", "  a\n b\n", ""])
    def test_what_is_no_python_is_compared_as_far_as_it_goes(self, text: str) -> None:
        assert alike({"one": SourceTree({"a.py": text}), "other": SourceTree({"a.py": text})}, []) == ()

"""The progress table as a notebook shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.jupyter._progress import ProgressView, record, standing
from autograder.syllabus import load
from autograder.verdict import CheckResult, State, Verdict
from autograder.workspace import progress

LESSON = load().lesson("01")


def verdict(points: float, state: State) -> Verdict:
    spec = LESSON.checks[1]
    return Verdict(LESSON.slug, "digest", (CheckResult(spec.id, state, points, spec.points, "x", ""),), True)


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of lessons in a learner's folder, the kernel's own."""
    for path in (".survive", "notebooks", f"exercises/{LESSON.slug}"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "notebooks" / f"{LESSON.slug}.ipynb").touch()
    (tmp_path / "exercises" / LESSON.slug / f"{LESSON.slug}.ipynb").touch()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path / "notebooks"


def test_a_lesson_that_nobody_tried_has_no_points_and_its_links(notebooks: Path) -> None:
    found = standing(LESSON, progress.load(), notebooks)
    assert (found.state, found.points) == (State.NOT_TRIED, 0.0)
    assert found.read == f"{LESSON.slug}.ipynb"
    assert found.do == f"../exercises/{LESSON.slug}/{LESSON.slug}.ipynb"


def test_links_lead_from_an_exercise_too_and_never_to_what_is_not_there(notebooks: Path) -> None:
    exercise = notebooks.parent / "exercises" / LESSON.slug
    assert standing(LESSON, progress.load(), exercise).read == f"../../notebooks/{LESSON.slug}.ipynb"
    assert standing(load().lesson("02"), progress.load(), exercise).read is None


@pytest.mark.parametrize(
    ("points", "state", "shown"),
    [
        (0.0, State.REFUSED, State.REFUSED),
        (1.5, State.PARTLY, State.PARTLY),
        (3.0, State.PASSED, State.PARTLY),
    ],
)
def test_what_a_check_found_is_kept_and_shown(
    points: float, state: State, shown: State, notebooks: Path
) -> None:
    record(LESSON, verdict(points, state))
    found = standing(LESSON, progress.load(), notebooks)
    assert (found.state, found.points) == (shown, points)


def test_a_lesson_is_passed_when_all_its_checks_are(notebooks: Path) -> None:
    results = tuple(
        CheckResult(one.id, State.PASSED, one.points, one.points, "passed", "") for one in LESSON.checks
    )
    record(LESSON, Verdict(LESSON.slug, "digest", results, True))
    assert standing(LESSON, progress.load(), notebooks).state is State.PASSED


def test_the_table_is_shown_as_html_and_as_plain_text(
    notebooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ProgressView(notebooks)()
    out, err = capsys.readouterr()
    assert f"{LESSON.slug}: not tried, 0 points" in out
    assert err == ""

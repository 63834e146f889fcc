"""To begin again loses nothing: what was written lies aside, and the course's files are as handed out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import workspace
from autograder.cli import main
from autograder.stages import content_root
from autograder.syllabus import load
from autograder.verdict import State
from autograder.workspace import progress

FIRST, THIRD = load().lesson("01"), load().lesson("03")
REFUNDS = f"exercises/{FIRST.slug}/boxoffice/refunds.py"
NOTEBOOK = f"exercises/{FIRST.slug}/{FIRST.slug}.ipynb"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder in which lesson 01's exercise was worked on and passed."""
    home = tmp_path / "work"
    workspace.bring_up_to_date(home, content_root())
    (home / REFUNDS).write_text("mine = 1\n")
    (home / NOTEBOOK).write_text('{"cells": []}')
    (home / f"exercises/{FIRST.slug}/boxoffice/own.py").write_text("mine = 2\n")
    for check in FIRST.checks:
        progress.record(FIRST, check.id, check.points, State.PASSED, home=home)
    monkeypatch.chdir(home)
    return home


def survive(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def handed_out(path: str) -> bytes:
    return (content_root() / path).read_bytes()


def test_reset_hands_the_exercise_out_again_and_keeps_what_was_there(home: Path) -> None:
    said = survive("reset", "01")
    assert said.exit_code == 0
    assert (home / REFUNDS).read_bytes() == handed_out(REFUNDS)
    assert (home / NOTEBOOK).read_bytes() == handed_out(NOTEBOOK)
    assert not (home / f"exercises/{FIRST.slug}/boxoffice/own.py").exists()
    (aside,) = (home / "kept").iterdir()
    assert str(aside) in said.output
    assert (aside / REFUNDS).read_text() == "mine = 1\n"
    assert (aside / f"exercises/{FIRST.slug}/boxoffice/own.py").read_text() == "mine = 2\n"


def test_after_a_reset_the_checks_count_as_not_tried(home: Path) -> None:
    survive("reset", "01")
    done = progress.load(home)
    assert {done.record(FIRST, check.id).state for check in FIRST.checks} == {State.NOT_TRIED}


def test_other_exercises_stay_as_they_are(home: Path) -> None:
    other = home / f"exercises/{THIRD.slug}/boxoffice/main.py"
    other.write_text("mine = 3\n")
    survive("reset", "01")
    assert other.read_text() == "mine = 3\n"


def test_reset_of_all_hands_out_every_exercise(home: Path) -> None:
    other = f"exercises/{THIRD.slug}/boxoffice/main.py"
    (home / other).write_text("mine = 3\n")
    assert survive("reset", "--all").exit_code == 0
    assert (home / other).read_bytes() == handed_out(other)
    assert (home / REFUNDS).read_bytes() == handed_out(REFUNDS)


@pytest.mark.parametrize("arguments", [(), ("01", "--all")])
def test_which_exercise_has_to_be_said(home: Path, arguments: tuple[str, ...]) -> None:
    said = survive("reset", *arguments)
    assert said.exit_code == 2
    assert "survive reset 03" in said.output
    assert (home / REFUNDS).read_text() == "mine = 1\n"


def test_catch_up_starts_a_lesson_with_its_notebook_its_folder_and_its_exercise(home: Path) -> None:
    notebook, lesson_folder = home / f"notebooks/{THIRD.slug}.ipynb", home / THIRD.slug / "boxoffice"
    notebook.write_text("{}")
    lesson_folder.mkdir(parents=True)
    (lesson_folder / "main.py").write_text("of an earlier try\n")
    assert survive("catch-up", "03").exit_code == 0
    assert notebook.read_bytes() == handed_out(f"notebooks/{THIRD.slug}.ipynb")
    assert not (home / THIRD.slug).exists()
    (aside,) = (home / "kept").iterdir()
    assert (aside / THIRD.slug / "boxoffice" / "main.py").read_text() == "of an earlier try\n"
    assert (home / REFUNDS).read_text() == "mine = 1\n"


def test_after_catching_up_the_next_lesson_is_that_one_and_what_was_passed_stays(home: Path) -> None:
    survive("catch-up", "03")
    done = progress.load(home)
    assert done.next_lesson(load()) == THIRD
    assert done.passed(FIRST)


def test_who_has_passed_all_from_the_start_on_is_led_to_what_was_left_out(home: Path) -> None:
    survive("catch-up", "03")
    for lesson in load().ready:
        for check in lesson.checks if lesson.number >= 3 else ():
            progress.record(lesson, check.id, check.points, State.PASSED, home=home)
    assert progress.load(home).next_lesson(load()) == load().lesson("00")


def test_two_resets_in_one_second_have_a_folder_each(home: Path) -> None:
    now = datetime(2031, 1, 1, tzinfo=UTC)
    first, second = (workspace.reset(home, content_root(), [FIRST], now) for _ in range(2))
    assert first != second
    assert first is not None
    assert (first / REFUNDS).read_text() == "mine = 1\n"


def test_without_a_folder_of_ones_own_the_fix_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("autograder.workspace.find_home", lambda: None)
    said = survive("catch-up", "03")
    assert said.exit_code == 2
    assert "survive lab" in said.output


def test_a_move_that_is_cut_off_loses_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the machine stopped between the record and the move; then the learner opens the lab again."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stopped)
        with pytest.raises(KeyboardInterrupt):
            workspace.reset(home, content_root(), [FIRST], datetime(2031, 1, 1, tzinfo=UTC))
    workspace.bring_up_to_date(home, content_root())
    assert (home / REFUNDS).read_text() == "mine = 1\n"
    assert (home / f"exercises/{FIRST.slug}/{FIRST.slug}.new.ipynb").read_bytes() == handed_out(NOTEBOOK)

"""``survive check``: the notebook's own verdict, kept as progress where it is the learner's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.stages import released_notebook, solution_notebook
from autograder.syllabus import load
from autograder.workspace import progress

LESSON = load().lesson("01")
NAME = f"{LESSON.slug}.ipynb"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder whose notebook is solved, the current folder."""
    (tmp_path / ".survive").mkdir()
    folder = tmp_path / "exercises" / LESSON.slug
    folder.mkdir(parents=True)
    shutil.copy(solution_notebook(LESSON), folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def survive(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_what_the_command_finds_in_the_learners_notebook_is_kept_and_opens_the_solution(home: Path) -> None:
    assert survive("solution", "01").exit_code == 1
    checked = survive("check", "01")
    assert (checked.exit_code, "10 of 10 points" in checked.output) == (0, True)
    assert progress.passed(LESSON, home)
    assert "5 of 5" in survive("progress").output
    assert survive("solution", "01").exit_code == 0


def test_a_single_check_is_kept_alone(home: Path) -> None:
    assert survive("check", "01", "--only", "plain-code").exit_code == 0
    assert progress.load(home).points(LESSON) == LESSON.check("plain-code").points


def test_anothers_notebook_is_judged_and_not_kept(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    beside = home / "theirs.ipynb"
    outside = tmp_path_factory.mktemp("downloads") / NAME
    for copy in (beside, outside):
        shutil.copy(home / "exercises" / LESSON.slug / NAME, copy)
        checked = survive("check", "01", str(copy), "--only", "plain-code")
        assert (checked.exit_code, "Not kept as progress" in checked.output) == (0, True)
    assert list((home / ".survive").iterdir()) == []
    assert list(outside.parent.iterdir()) == [outside]


def test_an_untouched_notebook_is_told_what_to_do_from_the_command_line_too(home: Path) -> None:
    notebook = home / "exercises" / LESSON.slug / NAME
    shutil.copy(released_notebook(LESSON), notebook)
    checked = survive("check", "01")
    assert checked.exit_code == 1
    assert "on the command line save it" in " ".join(checked.output.split())

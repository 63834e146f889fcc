"""`survive verify` and `survive build` on a copy of the course in which something is broken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.authoring import prove_all
from autograder.authoring._files import files_in
from autograder.authoring.proofs import Fault, Ground
from autograder.authoring.proofs.notebook import run
from autograder.syllabus import Lesson, load

ROOT = Path(__file__).resolve().parents[2]
SLUG = "01-readability"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A clone in which each of four things does not hold."""
    left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("autograder", "solutions", "notebooks", "exercises"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=left_out)
    lesson = tmp_path / "notebooks" / f"{SLUG}.ipynb"
    lesson.write_text(lesson.read_text().replace('"outputs": []', '"outputs": [ ]', 1))
    exercise = tmp_path / "exercises" / SLUG
    (exercise / "boxoffice" / "main.py").write_text("app = None\n")
    (tmp_path / "exercises" / "01-reading").mkdir()
    (tmp_path / "solutions" / SLUG / "refunds.py").write_text("SOLVED = True\n")
    return tmp_path


def survive(root: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command at the root of a clone, with the package of that clone."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_build_puts_notebooks_in_form_and_makes_again_what_was_edited_by_hand(broken: Path) -> None:
    (broken / "solutions" / SLUG / "refunds.py").unlink()
    done = survive(broken, "build", "01", "--canonical", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "built": {SLUG: ["boxoffice/main.py"]},
        "broken": {},
        "rewritten": [f"notebooks/{SLUG}.ipynb"],
    }
    again = survive(broken, "build", "01", "--json")
    assert json.loads(again.stdout)["built"] == {SLUG: []}


def test_build_refuses_a_solution_that_cannot_be_released_and_leaves_the_exercise_as_it_was(
    broken: Path,
) -> None:
    path = broken / "solutions" / SLUG / f"{SLUG}.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "named-rules"]
    path.write_text(json.dumps(notebook))
    before = files_in(broken / "exercises" / SLUG)
    done = survive(broken, "build", "01")
    assert done.returncode == 1
    assert "no cell with the grade_id 'named-rules'" in " ".join(done.stderr.split())
    assert files_in(broken / "exercises" / SLUG) == before


def test_what_broke_is_named_with_its_place_and_its_fix(broken: Path) -> None:
    proofs = ("canonical", "exercises", "folders", "hints", "leaks")
    done = survive(broken, "verify", "01", "--json", *(f"--only={name}" for name in proofs))
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    faults = {item["proof"]: [fault["where"] for fault in item["faults"]] for item in said["proofs"]}
    assert said["held"] is False
    assert faults == {
        "canonical": [f"notebooks/{SLUG}.ipynb"],
        "exercises": [f"exercises/{SLUG}/boxoffice/main.py", f"exercises/{SLUG}/refunds.py"],
        "folders": [f"solutions/{SLUG}/refunds.py", "exercises/01-reading"],
        "hints": [],
        "leaks": [],
    }


def test_every_lesson_and_proof_has_one_outcome() -> None:
    def prove(lesson: Lesson, ground: Ground) -> Iterator[Fault]:
        if lesson.number:
            yield Fault(str(ground.root.name), "it is broken")

    lessons = load().ready
    outcomes = list(prove_all(lessons, {"one": prove, "two": prove}))
    assert len(outcomes) == 2 * len(lessons)
    assert {outcome.lesson.number for outcome in outcomes if not outcome.faults} == {0}


def test_a_lesson_that_fails_is_told_by_its_error(tmp_path: Path) -> None:
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1"), new_code_cell("1 / 0")]), path)
    assert "ZeroDivisionError" in run(path)


def test_a_notebook_that_ran_is_run_again_once_something_has_changed(broken: Path) -> None:
    runs = broken / "runs"

    def write(*cells: str) -> None:
        counting = f"print('ran', file=open({str(runs)!r}, 'a'))"
        sources = ("%load_ext autograder", counting, *cells)
        content = new_notebook(cells=[new_code_cell(source) for source in sources])
        nbformat.write(content, broken / "notebooks" / f"{SLUG}.ipynb")

    def verified() -> tuple[int, int]:
        """The command's exit code, and how often the notebook ran until now."""
        done = survive(broken, "verify", "01", "--only=notebook", SURVIVE_FINDINGS=str(broken / "findings"))
        return done.returncode, len(runs.read_text().splitlines())

    write()
    assert [verified(), verified()] == [(0, 1), (0, 1)]
    write("1 / 0")
    assert [verified(), verified()] == [(1, 2), (1, 3)]

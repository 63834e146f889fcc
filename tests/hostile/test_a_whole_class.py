"""Hostile submissions among honest ones, as a class hands them in: `survive grade`, as root and as anyone."""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.lessons.meet_the_app import _holding
from autograder.submission import Submission, Write, read_notebook
from autograder.syllabus import load
from tests.hostile import at_the_answer, at_the_notebook, at_the_system, in_python, in_tests_to_harm
from tests.hostile._attack import MARK, REFUNDS, RIGHT, Build, Targets, handed_in
from tests.hostile._grounds import Grounds, strays

pytestmark = pytest.mark.bubblewrap

SLUG = "01-readability"
AMONG_US: tuple[Build, ...] = (
    at_the_notebook.is_a_fifo,
    at_the_notebook.is_deep,
    in_python.ends_the_process,
    at_the_answer.forges_a_result,
    at_the_system.kills_everyone,
    at_the_system.loops_for_ever,
    at_the_system.forks_without_end,
    at_the_system.leaves_daemons,
)
ORDINARY_USER = 1000
USUAL_DESCRIPTORS = 1024
FLOODS = 3


def hand_in(folder: Path, student: str, notebook: bytes | Path) -> None:
    target = folder / student / SLUG / f"{SLUG}.ipynb"
    target.parent.mkdir(parents=True)
    if isinstance(notebook, bytes):
        target.write_bytes(notebook)
    else:
        notebook.rename(target)


def hand_in_all(folder: Path, targets: Targets) -> None:
    """An honest student before each hostile one."""
    for number, build in enumerate(AMONG_US):
        honest = RIGHT.replace("Amounts are euros.", f"Amounts are euros ({number}).")
        hand_in(folder, f"{number}-honest", handed_in({REFUNDS: honest}))
        hand_in(folder, f"{number}-hostile", build(targets))


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that another user can enter and write to."""
    for folder in tmp_path.parents:
        if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
            folder.chmod(folder.stat().st_mode | 0o011)
    tmp_path.chmod(0o777)
    return tmp_path


@pytest.fixture
def usual_descriptors() -> Iterator[None]:
    """As many open files as a process usually may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(USUAL_DESCRIPTORS, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def grade(submitted: Path, out: Path, user: int | None) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "autograder", "grade", str(submitted), "--jobs", "3", "--out", str(out)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(out.parent), "LANG": "C.UTF-8"}
    extra = None if user is None else []
    return subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=300, cwd=out.parent, env=environment,
        user=user, group=user, extra_groups=extra, umask=0o022,
    )  # fmt: skip


@pytest.mark.parametrize("user", [None, ORDINARY_USER], ids=["as this user", "as an ordinary user"])
def test_a_class_with_hostile_students_in_it_gets_its_marks(
    open_folder: Path, ground: Grounds, user: int | None
) -> None:
    if user is not None and os.geteuid() != 0:
        user = None  # an ordinary user already
    submitted, out = open_folder / "submitted", open_folder / "verdicts"
    hand_in_all(submitted, ground.targets)

    done = grade(submitted, out, user)

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    rows = list(csv.DictReader((out / "grades.csv").open()))
    points = {row["student"]: float(row["points"]) for row in rows}
    assert points == {
        **{f"{number}-honest": 10.0 for number in range(len(AMONG_US))},
        **{f"{number}-hostile": 0.0 for number in range(len(AMONG_US))},
    }
    for row in rows:
        verdict = json.loads((out / row["student"] / f"{SLUG}.json").read_text())
        assert "not-judged" not in {result["reason"] for result in verdict["results"]}, verdict
    assert not [path for path in open_folder.iterdir() if MARK in path.name]
    assert not ground.traces()
    assert not strays()


def test_honest_submissions_are_judged_while_others_take_all_connections(
    grader: Grader, ground: Grounds, usual_descriptors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_holding, "BASE_SECONDS", 3.0)
    flood = read_notebook(in_tests_to_harm.floods_the_upstreams(ground.targets))
    honest = read_notebook(handed_in({REFUNDS: f"{RIGHT}# beside floods\n"}))
    lesson = load().lesson
    with ThreadPoolExecutor(FLOODS) as threads:
        floods = [threads.submit(grader.grade, lesson("00"), _another(flood, n)) for n in range(FLOODS)]
        points = []
        while not all(task.done() for task in floods):
            points.append(grader.grade(lesson("01"), _another(honest, len(points))).points)
            time.sleep(0.2)
    assert set(points) == {10.0}
    assert {task.result().points for task in floods} == {0.0}


def _another(submission: Submission, number: int) -> Submission:
    write = submission.operations[-1]
    assert isinstance(write, Write)
    return replace(submission, operations=(replace(write, text=f"{write.text}# {number}\n"),))

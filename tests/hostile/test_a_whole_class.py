"""Hostile submissions among honest ones, as a class hands them in: `survive grade`, as root and as anyone."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.lessons.meet_the_app import _holding
from autograder.submission import Submission, Write, read_notebook
from autograder.syllabus import load
from tests.conftest import AS_A_CLASS
from tests.hostile import in_tests_to_harm
from tests.hostile._attack import ESCAPED, MARK, REFUNDS, RIGHT, Attack, Targets, handed_in
from tests.hostile._corpus import ATTACKS
from tests.hostile._grounds import Grounds, eventually, strays

pytestmark = pytest.mark.bubblewrap

HIGHEST = load().lesson("01").points
A_PART = 12
"""One attack of so many."""

USUAL_DESCRIPTORS = 1024
FLOODS = 3


def hand_in(folder: Path, student: str, notebook: bytes | Path, lesson: str = "01") -> None:
    slug = load().lesson(lesson).slug
    target = folder / student / slug / f"{slug}.ipynb"
    target.parent.mkdir(parents=True)
    if isinstance(notebook, bytes):
        target.write_bytes(notebook)
    else:
        notebook.rename(target)


def hand_in_all(folder: Path, attacks: Sequence[Attack], targets: Targets) -> None:
    """The attacks, and an honest student before every fourth of them."""
    for number, attack in enumerate(attacks):
        if number % 4 == 0:
            honest = RIGHT.replace("Amounts are euros.", f"Amounts are euros ({number}).")
            hand_in(folder, f"{number}-honest", handed_in({REFUNDS: honest}))
        hand_in(folder, attack.name, attack.build(targets), attack.lesson)


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


def grade(submitted: Path, out: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "autograder", "grade", str(submitted), "--jobs", "2", "--out", str(out)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(out.parent), "LANG": "C.UTF-8"}
    return subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=1200, cwd=out.parent, env=environment
    )


def test_a_class_with_hostile_students_in_it_gets_its_marks(
    open_folder: Path, ground: Grounds, record_property: Callable[[str, object], None]
) -> None:
    """The whole corpus as one class; by root, whose sandbox becomes an ordinary user first, a part of it."""
    attacks = ATTACKS[::A_PART] if os.geteuid() == 0 else ATTACKS
    submitted, out = open_folder / "submitted", open_folder / "verdicts"
    hand_in_all(submitted, attacks, ground.targets)

    done = grade(submitted, out)

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    points, said = points_in(out), words_in(out)
    honest = {student for student in points if student.endswith("-honest")}
    forged = [each.name for each in attacks if not each.least <= points[each.name] <= each.most]
    outside = [student for student, text in said.items() if ESCAPED in text or ground.targets.word in text]
    left = [] if eventually(lambda: not strays()) else strays()
    lost = [student for student, text in said.items() if '"not-judged"' in text]
    harmed = [student for student in honest if points[student] != HIGHEST]
    score = {"forged": forged, "outside": outside, "left over": left, "lost": lost, "neighbour": harmed}
    for each in attacks:
        outcome = {key: each.name in names for key, names in score.items()}
        record_property(AS_A_CLASS, {"level": each.level, **outcome})
    assert len(points) == len(attacks) + len(honest)
    assert {key: names for key, names in score.items() if names} == {}
    assert not [path for path in open_folder.iterdir() if MARK in path.name]
    assert not ground.traces()


def points_in(out: Path) -> dict[str, float]:
    """By student, from the table."""
    with (out / "grades.csv").open(encoding="utf-8") as file:
        return {row["student"]: float(row["points"]) for row in csv.DictReader(file)}


def words_in(out: Path) -> dict[str, str]:
    """The verdicts as they were written, by student."""
    return {path.parent.name: path.read_text("utf-8") for path in out.glob("*/*.json")}


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

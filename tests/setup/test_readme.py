"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.cli._group import COMMANDS
from autograder.syllabus import load

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_lessons_is_the_manifests():
    rows = re.findall(r"^\| (\d\d) \| (.+?) \| (.+?) \| (\d+) min \| (\d+) min \|$", README, re.M)
    assert rows == [
        (one.slug[:2], one.title, one.principle, str(one.minutes_read), str(one.minutes_do))
        for one in load().ready
    ]


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.M)) <= targets


def test_every_command_that_is_named_exists():
    assert set(re.findall(r"`survive ([a-z][a-z-]*)", README)) <= set(COMMANDS)


def test_every_file_and_folder_that_is_named_exists():
    named = re.findall(r"`([\w./-]+/|[A-Z][\w-]+|\.ci/run|environment\.yml)`", README)
    missing = [name for name in named if not (ROOT / name).exists()]
    assert set(missing) <= {"work/"}

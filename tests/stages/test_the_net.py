"""The net that lesson 00's solution knots: every lesson since must leave it green, or say why not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.stages import after
from autograder.syllabus import Lesson, load


@pytest.mark.parametrize("lesson", load().ready, ids=lambda lesson: lesson.slug)
def test_the_net_of_lesson_00_is_green_after_each_lesson(lesson: Lesson, tmp_path: Path) -> None:
    after(lesson).write_to(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_net.py"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout

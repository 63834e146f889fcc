"""The net that lesson 00 knots: each lesson since leaves it green, but for what it mends in the open."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.stages import after
from autograder.syllabus import Lesson, load

MENDED: Mapping[str, int] = {"test_the_quote_of_a_cheap_ticket_has_another_smallest_fee": 3}
"""The tests that pin a wound, and the number of the lesson that heals it."""

_OUTCOME = re.compile(r"^(PASSED|FAILED) tests/test_net\.py::(\w+)", re.MULTILINE)


@pytest.mark.parametrize("lesson", load().ready, ids=lambda lesson: lesson.slug)
def test_the_net_of_lesson_00_notices_what_was_mended_and_nothing_else(
    lesson: Lesson, tmp_path: Path
) -> None:
    after(lesson).write_to(tmp_path)
    plugins = ("-p", "no:cacheprovider", "-p", "autograder.probes.pytest_plugin")
    command = [sys.executable, "-m", "pytest", "-q", "-rA", *plugins, "tests/test_net.py"]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # others take half of the time
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    passed, failed = (
        {name for word, name in re.findall(_OUTCOME, run.stdout) if word == wanted}
        for wanted in ("PASSED", "FAILED")
    )
    assert passed, run.stdout
    assert failed == {name for name, number in MENDED.items() if number <= lesson.number}, run.stdout

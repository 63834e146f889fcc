"""What pytest says where a system package is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
TESTS = """\
import pytest

@pytest.mark.bubblewrap
def test_one(): ...

@pytest.mark.bubblewrap
def test_two(): ...

def test_three(): ...
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(CONFTEST, tmp_path)
    (tmp_path / "test_it.py").write_text(TESTS)
    return tmp_path


def run_pytest(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    options = ["--strict-markers", "--numprocesses=1", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, "."]
    environment = {**os.environ, "PATH": str(folder / "nothing"), **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_missing_package_is_told_in_the_closing_lines(folder: Path):
    answer = run_pytest(folder, SURVIVE_REQUIRE_ALL="")
    assert answer.returncode == 0
    line = "Left out: 2 tests of grading strangers in a sandbox. To run them: sudo apt-get install bubblewrap"
    assert line in answer.stdout
    assert answer.stdout.rstrip().splitlines()[-1].strip("= ").startswith("1 passed, 2 skipped")


def test_where_all_is_required_a_missing_package_is_a_failure(folder: Path):
    answer = run_pytest(folder, SURVIVE_REQUIRE_ALL="1")
    assert answer.returncode == 1
    assert "needs bubblewrap" in answer.stdout
    assert "2 errors" in answer.stdout

"""What the exercise of lesson 02 says and hands out holds on the apps that it speaks of."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring._files import CONTRACTS
from autograder.nbgrader.notebooks import read
from autograder.stages import after, before_exercise, released_notebook
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("02")
STARTED = before_exercise(LESSON)
SOLVED = after(LESSON)
QUOTED = re.compile(r"```python\n# (boxoffice/\w+\.py)\n(.*?)```", re.DOTALL)
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({!r}, no_cache=True))"


def linted(app: SourceTree, folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of an app, run as the exercise tells to."""
    app.write_to(folder)
    shutil.copy(released_notebook(LESSON).with_name(CONTRACTS), folder)
    command = [sys.executable, "-c", LINT.format(CONTRACTS)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_are_kept_by_the_solution(tmp_path: Path) -> None:
    said = linted(SOLVED, tmp_path)
    assert said.returncode == 0, said.stdout
    assert "0 broken" in said.stdout


@pytest.mark.parametrize(
    ("path", "line", "broken"),
    [
        ("adapters/mail.py", "from boxoffice.web import answers", "Imports run one way"),
        ("adapters/mail.py", "def text():\n    from boxoffice import main", "Imports run one way"),
        ("adapters/clock.py", "from boxoffice.adapters import codes", "No module leads back to itself"),
        ("web/orders.py", "from boxoffice.adapters import mail", "Web knows of the adapters only the tables"),
        ("settings.py", "from boxoffice.domain import price", "Settings know nobody"),
        ("ports.py", "from fastapi import HTTPException", "Only main and web know the framework"),
        ("web/quote.py", "import requests", "Only adapters speak to other services"),
        ("domain/money.py", "import random", "The domain only computes"),
    ],
)
def test_each_contract_notices_what_it_is_about(path: str, line: str, broken: str, tmp_path: Path) -> None:
    app = SOLVED.with_file("boxoffice/adapters/codes.py", "from boxoffice.adapters import clock\n")
    name = f"boxoffice/{path}"
    said = linted(app.with_file(name, f"{app[name]}\n{line}\n"), tmp_path)
    assert said.returncode == 1
    assert re.search(rf"^{broken}.* BROKEN", said.stdout, re.MULTILINE), said.stdout


def test_the_old_code_that_the_prompts_quote_stands_in_the_app_that_the_exercise_finds() -> None:
    prompts = "\n".join(cell.source for cell in read(released_notebook(LESSON)).cells)
    quoted = QUOTED.findall(prompts)
    assert len(quoted) >= 7
    for path, text in quoted:
        there = {line.strip() for line in STARTED[path].splitlines()}
        assert [line for line in text.splitlines() if line.strip() not in there] == []

"""A wheel beside nothing but an exercise's folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ("exercises", "notebooks", "solutions")
LESSON = "01-readability"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installed wheel, away from the repository; its requirements are this environment's."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def run(installed: Path, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_wheel_carries_the_content_in_the_repositorys_layout(installed: Path):
    content = installed / "autograder" / "_content"
    for folder in CONTENT:
        ours = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.ipynb")}
        theirs = {path.relative_to(content) for path in (content / folder).rglob("*.ipynb")}
        assert theirs == {path for path in ours if ".ipynb_checkpoints" not in path.parts}
        assert theirs


def test_a_wheel_carries_nothing_else(installed: Path):
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"autograder"}
    assert {path.name for path in (installed / "autograder" / "_content").iterdir()} == set(CONTENT)
    assert not [path for path in installed.rglob("*") if path.suffix in {".db", ".pyc"}]


def test_the_installed_package_reads_its_own_content(installed: Path, tmp_path: Path):
    script = "from autograder.stages import content_root; print(content_root())"
    answer = run(installed, ["-c", script], tmp_path)
    assert answer.stdout.strip() == str(installed / "autograder" / "_content"), answer.stderr


def test_an_exercises_folder_and_the_wheel_are_enough_to_check(installed: Path, tmp_path: Path):
    shutil.copytree(ROOT / "exercises" / LESSON, tmp_path / LESSON)
    answer = run(installed, ["-m", "autograder", "check", LESSON, "--json"], tmp_path / LESSON)
    assert answer.returncode == 1, answer.stderr
    verdict = json.loads(answer.stdout)
    assert verdict["lesson"] == LESSON
    assert sum(result["points"] for result in verdict["results"]) == 0


def test_the_solution_passes_with_the_wheel(installed: Path, tmp_path: Path):
    shutil.copy(ROOT / "solutions" / LESSON / f"{LESSON}.ipynb", tmp_path)
    answer = run(installed, ["-m", "autograder", "check", LESSON], tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr

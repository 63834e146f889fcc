"""JupyterLab over a learner's folder: the real server, asked over HTTP."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.workspace import checkout, lab_environment

LAB = [sys.executable, "-m", "autograder", "lab"]
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)(/\S*)\?token=(\w+)")


class RunningLab:
    """A JupyterLab that said where it is."""

    def __init__(self, address: re.Match[str]) -> None:
        self.base, self.page, self.token = address.groups()

    def wait_until_it_listens(self, seconds: float = 30) -> None:
        """The address is printed a moment before anything answers there."""
        port, deadline = int(self.base.rpartition(":")[2]), time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return
            time.sleep(0.05)
        pytest.fail(f"nothing listens on port {port}")

    def get(self, path: str) -> str:
        """The body of an answer, asked for with the token."""
        request = urllib.request.Request(self.base + path, headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()


def running(options: list[str], folder: Path, environment: Mapping[str, str]) -> Iterator[RunningLab]:
    command = [*LAB, "--port=0", "--no-browser", *options]
    pipe = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=folder, env=environment, **pipe) as server:
        try:
            printed = []
            for line in server.stdout:
                printed.append(line)
                if address := ADDRESS.search(line):
                    lab = RunningLab(address)
                    lab.wait_until_it_listens()
                    yield lab
                    break
            else:
                pytest.fail("no address in:\n" + "".join(printed))
        finally:
            server.terminate()
            server.stdout.read()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Nothing of what this machine's own Jupyter knows."""
    folder = tmp_path_factory.mktemp("jupyter")
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    return {**os.environ, **{name: str(folder / name.lower()) for name in names}}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("a learner") / "work"


@pytest.fixture(scope="module")
def lab(work: Path, environment: Mapping[str, str]) -> Iterator[RunningLab]:
    yield from running([f"--work={work}"], work.parent, environment)


def page_config(lab: RunningLab) -> dict[str, object]:
    page = lab.get("/lab")
    return json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.S)[1])


def test_lab_opens_at_lesson_00_at_first(lab: RunningLab):
    assert lab.page == "/lab/tree/notebooks/00-meet-the-app.ipynb"
    assert json.loads(lab.get("/api/contents/notebooks/00-meet-the-app.ipynb?content=0"))["writable"]


def test_lab_serves_the_learners_folder_and_nothing_above(lab: RunningLab, work: Path):
    names = {entry["name"] for entry in json.loads(lab.get("/api/contents"))["content"]}
    assert names == {path.name for path in work.iterdir() if not path.name.startswith(".")}


def test_lab_asks_nobody_for_news(lab: RunningLab):
    settings = json.loads(lab.get("/lab/api/settings/@jupyterlab/apputils-extension:notification"))
    properties = settings["schema"]["properties"]
    assert properties["fetchNews"]["default"] == "false"
    assert properties["checkForUpdates"]["default"] is False


def test_a_learner_sees_nothing_of_nbgrader(lab: RunningLab):
    assert "@jupyter/nbgrader" in page_config(lab)["disabledExtensions"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        lab.get("/formgrader")


def test_an_instructor_gets_the_clone_with_formgrader(tmp_path: Path, environment: Mapping[str, str]):
    for lab in running(["--instructor"], tmp_path, environment):
        assert "@jupyter/nbgrader" not in page_config(lab)["disabledExtensions"]
        settings = json.loads(lab.get("/lab/api/settings/@jupyter/nbgrader:formgrader"))
        assert settings["schema"]["properties"]["local_config"]["default"] is True
        names = {entry["name"] for entry in json.loads(lab.get("/api/contents"))["content"]}
        assert {path.name for path in checkout().glob("*.toml")} <= names


def refused(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    return answer


def test_a_port_in_use_is_one_line_that_names_a_free_one(tmp_path: Path, environment: Mapping[str, str]):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [*LAB, f"--port={port}", f"--work={tmp_path / 'work'}", "--no-browser"]
        answer = refused(command, environment)
    assert re.fullmatch(rf"Error: port {port} is in use.*make lab PORT=\d+.*\n", answer.stderr)
    assert not (tmp_path / "work").exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path, environment: Mapping[str, str]):
    (tmp_path / "file").write_text("")
    command = [*LAB, "--port=0", f"--work={tmp_path / 'file' / 'work'}", "--no-browser"]
    answer = refused(command, environment)
    assert answer.stderr.count("\n") == 1
    assert "file" in answer.stderr


def test_survive_is_found_in_labs_terminals():
    path = lab_environment({"PATH": "/usr/bin"}, teacher=False)["PATH"].split(os.pathsep)
    assert path == [str(Path(sys.executable).parent), "/usr/bin"]

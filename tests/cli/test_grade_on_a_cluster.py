"""``survive grade --dask``: a real scheduler and worker processes, of which one is killed in the middle."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from autograder.stages import content_root
from autograder.syllabus import load

LESSON = load().lesson("01")
KEPT = content_root() / "tests" / "submissions" / LESSON.slug
RIGHT, PARTLY = "right-match", "partly-short-names"
PATIENCE = 90.0
pytestmark = pytest.mark.bubblewrap


class Cluster:
    """A scheduler and its workers, each a process as an administrator would start it."""

    def __init__(self, stack: ExitStack, folder: Path, environment: dict[str, str]) -> None:
        self._stack, self._folder, self._environment = stack, folder, environment
        log = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")[1]
        self.address = self._said(log, r"Scheduler at:\s+(tcp://\S+)")

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        """Start one; it is there when this returns."""
        options = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name)
        process, log = self._start("worker", self.address, *options)
        self._said(log, r"(Registered to):")
        return process

    def _start(self, *arguments: str) -> tuple[subprocess.Popen[bytes], Path]:
        log = self._folder / f"{arguments[0]}-{time.monotonic_ns()}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                env=self._environment,
                cwd=self._folder,
                stdout=file,
                stderr=file,
            )
        self._stack.callback(_end, process)
        return process, log

    def _said(self, log: Path, pattern: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = re.search(pattern, log.read_text("utf-8", "replace"))
            if found:
                return found[1]
            time.sleep(0.1)
        raise AssertionError(log.read_text("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


@pytest.fixture
def cluster(tmp_path: Path, environment: dict[str, str]) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with ExitStack() as stack:
        yield Cluster(stack, folder, environment)


def grading(submitted: Path, out: Path, environment: dict[str, str], *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "autograder", "grade", str(submitted), "--out", str(out), *options]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def points(out: Path) -> dict[str, float]:
    found = {}
    for path in sorted(out.glob("*/*.json")):
        results = json.loads(path.read_text("utf-8"))["results"]
        assert all(result["state"] != "not-judged" for result in results), results
        found[path.parent.name] = sum(result["points"] for result in results)
    return found


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    tmp_path: Path, cluster: Cluster, environment: dict[str, str], a_class: Callable[[Path, int], Path]
) -> None:
    count = 24
    submitted, out = a_class(tmp_path / "submitted", count), tmp_path / "out"
    doomed, _ = cluster.worker("doomed"), cluster.worker("other")
    process = grading(submitted, out, environment, "--dask", cluster.address)
    deadline = time.monotonic() + PATIENCE
    while len(points(out)) < 4 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    before = len(points(out))
    doomed.send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, said
    assert 0 < before < count
    judged = points(out)
    assert len(judged) == count
    assert {judged[name] for name in sorted(judged)[1::2]} == {10.0}
    assert {judged[name] for name in sorted(judged)[::2]} == {8.0}


def test_one_that_is_started_here_judges_the_same_and_keeps_it(
    tmp_path: Path, environment: dict[str, str], a_class: Callable[[Path, int], Path]
) -> None:
    submitted = a_class(tmp_path / "submitted", 4)
    process = grading(submitted, tmp_path / "there", environment, "--dask", "local", "--jobs", "2")
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    kept = {path.name for path in (tmp_path / "cache").rglob("*.json")}
    assert len(kept) == 4

    here = grading(submitted, tmp_path / "here", environment)
    said, _ = here.communicate(timeout=PATIENCE)
    assert here.returncode == 0, said
    assert points(tmp_path / "here") == points(tmp_path / "there")
    assert {path.name for path in (tmp_path / "cache").rglob("*.json")} == kept


def test_nobody_there_is_said_with_what_to_do(
    tmp_path: Path, environment: dict[str, str], a_class: Callable[[Path, int], Path]
) -> None:
    submitted = a_class(tmp_path / "submitted", 1)
    process = grading(submitted, tmp_path / "out", environment, "--dask", "tcp://127.0.0.1:9")
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "nobody answers at tcp://127.0.0.1:9" in said
    assert "dask scheduler" in said
    assert "Traceback" not in said


def test_a_scheduler_without_workers_is_said_with_what_to_do(
    tmp_path: Path, cluster: Cluster, environment: dict[str, str], a_class: Callable[[Path, int], Path]
) -> None:
    submitted = a_class(tmp_path / "submitted", 1)
    process = grading(submitted, tmp_path / "out", environment, "--dask", cluster.address)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"`dask worker {cluster.address}` starts one" in said.replace("\n", " ")
